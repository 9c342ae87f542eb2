/** `picket state`: what people can do with stored states. */

import type { CommandGroup, Subcommand } from "../subcommand.ts";

/** Which states the present settings can read depends on those of detection. */
const settings = ["state", "PICKET_APPLICATION_ID", "detection", "nodes", "logging"] as const;

const commands: readonly Subcommand[] = [
  {
    name: "list",
    summary: "show what is stored for each partition",
    details: "Says of each whether the present settings would read it.",
    examples: ["picket state list --state redis://localhost:6379"],
    settings,
    declare: (command) => command.option("--json", "as JSON"),
    run: async (settings, command, context) => (await import("./list.ts")).list(settings, command.opts(), context),
  },
  {
    name: "show",
    summary: "show what was learned of one container, or of the fleet",
    details: "Events seen, progress of the warm-up, threshold, and what is usual for each feature.",
    examples: ["picket state show nginx:1.27", "picket state show global --json"],
    settings,
    declare: (command) =>
      command
        .argument("<key>", "as events carry it, such as a container image; global for the fleet")
        .option("--json", "as JSON"),
    run: async (settings, command, context) =>
      (await import("./show.ts")).show(settings, command.args[0] ?? "", command.opts(), context),
  },
  {
    name: "verify",
    summary: "check that everything stored is whole",
    details: "Reads all of it as a restart would; ends with exit code 1 when something is wrong, and says what.",
    examples: ["picket state verify --state redis://localhost:6379"],
    settings,
    declare: (command) => command.option("--json", "as JSON"),
    run: async (settings, command) => (await import("./verify.ts")).verify(settings, command.opts()),
  },
  {
    name: "export",
    summary: "write the states to a file",
    examples: ["picket state export states.picket --state redis://localhost:6379"],
    settings,
    declare: (command) => command.argument("<file>", "the file to write"),
    run: async (settings, command, context) =>
      (await import("./export.ts")).exportStates(settings, command.args[0] ?? "", context),
  },
  {
    name: "import",
    summary: "take over states from a file, all of it or nothing",
    details:
      "Refuses a damaged file, states of other settings, and to replace newer states. Stop all instances of the application first.",
    examples: [
      "picket state import states.picket --state redis://other:6379",
      "picket state import states.picket --new-topics --kafka-broker other:9092 --state redis://other:6379",
    ],
    settings: [...settings, "kafka", "topics", "processing"],
    declare: (command) =>
      command
        .argument("<file>", "what `picket state export` wrote")
        .option("--new-topics", "for another Kafka cluster, before the first event there")
        .option("--overwrite", "forget first what is stored for the application, newer or not"),
    run: async (settings, command, context) =>
      (await import("./import.ts")).importStates(settings, command.args[0] ?? "", command.opts(), context),
  },
  {
    name: "drop",
    summary: "forget all that is stored for an application",
    examples: ["picket state drop --application-id old-picket --yes"],
    settings: ["state", "PICKET_APPLICATION_ID", "logging"],
    declare: (command) => command.option("--yes", "do it"),
    run: async (settings, command, context) => (await import("./drop.ts")).drop(settings, command.opts(), context),
  },
];

export const stateCommands: CommandGroup = {
  name: "state",
  summary: "look at, check, move and drop what was learned",
  examples: ["picket state list", "picket state show nginx:1.27"],
  commands,
};
