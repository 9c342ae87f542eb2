/** `picket quarantine`: what people can see of nodes under quarantine, and how they end one. */

import type { Command } from "commander";
import type { CommandGroup, Subcommand } from "../subcommand.ts";

const settings = ["kubernetes", "logging"] as const;

const json = (command: Command): Command => command.option("--json", "as JSON");

const commands: readonly Subcommand[] = [
  {
    name: "list",
    summary: "show which nodes are under quarantine, asked for, vetoed or refused",
    examples: ["picket quarantine list", "picket quarantine list --map --kubeconfig admin.kubeconfig"],
    settings,
    declare: (command) => json(command).option("--map", "all nodes of the fleet by zone, a mark each"),
    run: async (settings, command, context) => (await import("./list.ts")).list(settings, command.opts(), context),
  },
  {
    name: "show",
    summary: "show why a node is under quarantine, since when, until when, and on what evidence",
    examples: ["picket quarantine show worker-3"],
    settings,
    declare: (command) => json(command.argument("<node>", "the node's name")),
    run: async (settings, command, context) =>
      (await import("./show.ts")).show(settings, command.args[0] ?? "", command.opts(), context),
  },
  {
    name: "release",
    summary: "end the quarantine of a node, whatever the guard rails say",
    details: "The same as `kubectl delete nq`: the enforcer gives the node back. What others cordoned stays cordoned.",
    examples: ["picket quarantine release worker-3"],
    settings,
    declare: (command) => json(command.argument("<node>", "the node's name")),
    run: async (settings, command, context) =>
      (await import("./release.ts")).release(settings, command.args[0] ?? "", command.opts(), context),
  },
];

export const quarantineCommands: CommandGroup = {
  name: "quarantine",
  summary: "look at nodes under quarantine, and release them",
  examples: ["picket quarantine list", "picket quarantine release worker-3"],
  commands,
};
