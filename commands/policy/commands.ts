/** `picket policy`: what a policy of nodes means, what it made of a window, and what another would have asked. */

import type { Command } from "commander";
import type { CommandGroup, Subcommand } from "../subcommand.ts";

/** Of those that read recorded health. */
const settings = ["kafka", "PICKET_TOPIC_NODE_HEALTH", "PICKET_APPLICATION_ID", "logging"] as const;

function declareRecorded(command: Command): Command {
  return command
    .option("--health <file>", "JSON lines, as `picket tail node-health --json` writes them; without it, the topic")
    .option("--json", "as JSON");
}

const commands: readonly Subcommand[] = [
  {
    name: "check",
    summary: "say what a policy of nodes means, and what is dangerous in it",
    details: "Names every mistake with its line; ends with exit code 2 where there is one.",
    examples: ["picket policy check examples/policies/nodes-production.yaml"],
    settings: ["logging"],
    declare: (command) => command.argument("<file>", "the policy"),
    run: async (_settings, command) => (await import("./check.ts")).check(command.args[0] ?? ""),
  },
  {
    name: "explain",
    summary: "show a node's windows around a moment, and which rules of a policy they meet",
    examples: [
      "picket policy explain --policy policy.yaml --node worker-1 --at 2026-03-01T12:00:00Z",
      "picket policy explain --policy policy.yaml --node worker-1 --health health.jsonl",
    ],
    settings,
    declare: (command) =>
      declareRecorded(
        command
          .requiredOption("--policy <file>", "the policy of nodes")
          .requiredOption("--node <name>", "whose windows")
          .option("--at <time>", "by the node's clock; without it, the newest window"),
      ),
    run: async (settings, command, context) =>
      (await import("./explain.ts")).explain(settings, command.opts(), context),
  },
  {
    name: "replay",
    summary: "show what a policy would have asked over recorded health, or what it would change",
    details: "Windows before --from are read as well, since what they left open or healthy goes on.",
    examples: [
      "picket policy replay --policy new.yaml --from 2026-03-01T00:00:00Z",
      "picket policy replay --policy new.yaml --against old.yaml --health health.jsonl --json",
    ],
    settings,
    declare: (command) =>
      declareRecorded(
        command
          .requiredOption("--policy <file>", "the policy of nodes in question")
          .option("--against <file>", "the policy that it is held against")
          .option("--from <time>", "the first moment that is shown")
          .option("--to <time>", "where the record is taken to end"),
      ),
    run: async (settings, command, context) =>
      (await import("./replay.ts")).replayPolicies(settings, command.opts(), context),
  },
];

export const policyCommands: CommandGroup = {
  name: "policy",
  summary: "check a policy of nodes, explain its decisions, and try another on what was recorded",
  examples: ["picket policy check policy.yaml", "picket policy replay --policy new.yaml --against old.yaml"],
  commands,
};
