/** `picket keys`: the keys that requests are signed with. */

import type { CommandGroup, Subcommand } from "../subcommand.ts";

const commands: readonly Subcommand[] = [
  {
    name: "generate",
    summary: "make a key: the private half in a file of its own, the public half in a key ring",
    details:
      "Overwrites no private key; a ring that is there gets one key more, so that a new key can be known everywhere " +
      "before it is used.",
    examples: [
      "picket keys generate signing-key.pem --key-ring key-ring.json --name 'topology 2026'",
      "picket keys generate ann.pem --key-ring key-ring.json --name ann --signs-for person --not-after 2027-01-01T00:00:00Z",
    ],
    settings: ["logging"],
    declare: (command) =>
      command
        .argument("<file>", "the private key's file to write, readable by its owner alone")
        .requiredOption("--key-ring <file>", "the ring that the public half goes to; made where it is missing")
        .option("--name <text>", "what people know the key by")
        .option(
          "--signs-for <list>",
          "a comma list of policy and person: in whose name the key may ask; without it, both",
        )
        .option("--not-before <time>", "valid from then on, such as 2026-03-01T12:00:00Z; without it, at once")
        .option("--not-after <time>", "not valid any more from then on; without it, until it is taken from the ring"),
    run: async (_settings, command) => (await import("./generate.ts")).generate(command.args[0] ?? "", command.opts()),
  },
  {
    name: "list",
    summary: "show the keys of the key ring, and whether they are valid now",
    examples: ["picket keys list --key-ring key-ring.json"],
    settings: ["PICKET_KEY_RING", "PICKET_SIGNING_KEY", "logging"],
    declare: (command) => command.option("--json", "as JSON"),
    run: async (settings, command) => (await import("./list.ts")).list(settings, command.opts()),
  },
];

export const keysCommands: CommandGroup = {
  name: "keys",
  summary: "make and look at the keys that requests are signed with",
  examples: [
    "picket keys generate signing-key.pem --key-ring key-ring.json",
    "picket keys list --key-ring key-ring.json",
  ],
  commands,
};
