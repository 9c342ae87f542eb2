/** `picket request`: what people ask of the enforcer. */

import type { Command } from "commander";
import type { Action } from "../../proto/codecs/cordon-request.ts";
import type { CommandGroup, Subcommand } from "../subcommand.ts";

const settings = [
  "PICKET_SIGNING_KEY",
  "PICKET_UNSIGNED_REQUESTS",
  "PICKET_REQUEST_LIFETIME",
  "kafka",
  "PICKET_TOPIC_CORDON_REQUESTS",
  "PICKET_CREATE_TOPICS",
  "PICKET_PARTITIONS",
  "PICKET_REPLICATION",
  "PICKET_APPLICATION_ID",
  "PICKET_OUTPUT_FORMAT",
  "logging",
] as const;

function declare(command: Command): Command {
  return command
    .argument("<node>", "the node's name in Kubernetes")
    .requiredOption("--reason <text>", "why, in one line, for those who find the node so")
    .option("--requested-by <name>", "who asks; without it, what USER says")
    .option("--node-uid <uid>", "only that node, not another of its name")
    .option("--severity <severity>", "low, medium, high or critical; without it, high")
    .option("--dry-run", "print the request as JSON and send nothing");
}

function requestCommand(action: Action, about: Pick<Subcommand, "summary" | "details" | "examples">): Subcommand {
  return {
    name: action,
    ...about,
    settings,
    declare,
    run: async (settings, command, context) => {
      const { request } = await import("./request.ts");
      await request(settings, { ...command.opts(), action, node: command.args[0] ?? "" }, context);
    },
  };
}

export const requestCommands: CommandGroup = {
  name: "request",
  summary: "ask the enforcer to cordon a node, or to release one",
  examples: [
    "picket request cordon worker-1 --reason 'disk is failing'",
    "picket request release worker-1 --reason 'disk was replaced'",
  ],
  commands: [
    requestCommand("cordon", {
      summary: "ask for a node to be cordoned",
      details: "The request is signed with PICKET_SIGNING_KEY. The enforcer's guard rails hold for it as well.",
      examples: ["picket request cordon worker-1 --reason 'disk is failing' --signing-key ann.pem"],
    }),
    requestCommand("release", {
      summary: "ask for a node to be released that Picket cordoned",
      details: "The request is signed with PICKET_SIGNING_KEY. What others cordoned stays cordoned.",
      examples: ["picket request release worker-1 --reason 'disk was replaced' --signing-key ann.pem"],
    }),
  ],
};
