/** The subcommands of `picket`, in the order in which people meet them. */

import { Option } from "commander";
import { collectCommands } from "./collect/commands.ts";
import { keysCommands } from "./keys/commands.ts";
import { policyCommands } from "./policy/commands.ts";
import { quarantineCommands } from "./quarantine/commands.ts";
import { requestCommands } from "./request/commands.ts";
import { simulateCommand } from "./simulate/command.ts";
import { stateCommands } from "./state/commands.ts";
import type { CommandGroup, Subcommand } from "./subcommand.ts";
import { trainCommands } from "./train/commands.ts";

export const subcommands: readonly (Subcommand | CommandGroup)[] = [
  {
    name: "demo",
    summary: "watch a simulated fleet of nodes under attack, all in this process",
    details: "Needs neither Kafka nor anything else; runs until Ctrl-C unless --for says otherwise.",
    examples: ["picket demo", "picket demo --for 90s --seed 7"],
    settings: ["detection", "logging"],
    declare: (command) =>
      command
        .option("--for <duration>", "how long, such as 20s; without it until stopped")
        .option("--seed <text>", "the same seed gives the same fleet and the same attack")
        .option("--rate <number>", "records per second, while it learns"),
    run: async (settings, command, context) => (await import("./demo.ts")).demo(settings, command.opts(), context),
  },
  {
    name: "topology",
    summary: "detect anomalies in what Kafka carries, until stopped",
    details:
      "Runs the stages of PICKET_STAGES: reads the input topics, writes anomalies and dead letters, each exactly once. " +
      "SIGTERM and SIGINT stop it gracefully.",
    examples: [
      "KAFKA_BROKER=localhost:9092 picket topology",
      "picket topology --kafka-broker kafka:9092 --detectors syscall-per-container --ml-model ocsvm",
    ],
    settings: [
      "detection",
      "nodes",
      "PICKET_NODE_LABEL",
      "PICKET_NODE_NAMES",
      "PICKET_SIGNING_KEY",
      "PICKET_UNSIGNED_REQUESTS",
      "kafka",
      "topics",
      "processing",
      "state",
      "logging",
      "telemetry",
    ],
    run: async (settings, _command, context) => (await import("./topology.ts")).topology(settings, context),
  },
  {
    name: "enforcer",
    summary: "cordon and release nodes as requests ask, within the guard rails of a policy, until stopped",
    details:
      "Of several replicas one acts, the others stand by. Without a policy it only says what it would do (dry-run). " +
      "SIGTERM and SIGINT stop it gracefully; quarantines stay, and the next start looks after them.",
    examples: [
      "picket enforcer --policy policy.yaml --key-ring ring.json --kafka-broker kafka:9092",
      "picket enforcer --simulate examples/fleet.yaml --policy policy.yaml --unsigned-requests accept",
    ],
    settings: [
      "enforcer",
      "PICKET_KEY_RING",
      "PICKET_UNSIGNED_REQUESTS",
      "kubernetes",
      "kafka",
      "PICKET_TOPIC_CORDON_REQUESTS",
      "PICKET_TOPIC_ENFORCEMENT_OUTCOMES",
      "PICKET_CREATE_TOPICS",
      "PICKET_PARTITIONS",
      "PICKET_REPLICATION",
      "PICKET_APPLICATION_ID",
      "PICKET_OUTPUT_FORMAT",
      "PICKET_SHUTDOWN_TIMEOUT",
      "logging",
      "telemetry",
    ],
    declare: (command) => command.option("--simulate <fleet>", "a YAML file of a fleet, instead of a real cluster"),
    run: async (settings, command, context) =>
      (await import("./enforcer.ts")).enforcer(settings, command.opts(), context),
  },
  collectCommands,
  simulateCommand,
  {
    name: "replay",
    summary: "run one detector over a file of events, without Kafka",
    examples: ["picket replay fleet.events.gz --detector resource-per-container --model hst --scores scores.jsonl"],
    settings: [
      "ML_MODEL",
      "PICKET_PROFILE",
      "WARMUP_SIZE",
      "WARMUP_TIME",
      "WARMUP_SIZE_PC",
      "PICKET_CONTAINER_KEY",
      "PICKET_DETECTOR_MODULES",
      "PICKET_MAX_EVENT_BYTES",
      "logging",
    ],
    declare: (command) =>
      command
        .argument("<events>", "the file, gzipped or not")
        .requiredOption(
          "--detector <name>",
          "resource-per-container, resource-global, syscall-per-container, or one of --detector-modules",
        )
        .option("--model <name>", "the same as --ml-model")
        .option("--scores <file>", "where to write a JSON line for each scored event"),
    alias: ({ model }) => (model === undefined ? {} : { ML_MODEL: model }),
    run: async (settings, command) =>
      (await import("./replay.ts")).replay(settings, command.args[0] ?? "", command.opts()),
  },
  {
    name: "tail",
    summary: "show what is written to a topic, readably",
    details: "Without a topic: the anomalies. Internal topics show the events in their frames.",
    examples: ["picket tail", "picket tail dead-letters --from-beginning --until-end --json"],
    settings: ["kafka", "topics", "PICKET_APPLICATION_ID", "PICKET_OUTPUT_FORMAT", "logging"],
    declare: (command) =>
      command
        .argument(
          "[topic]",
          "the topic's name, or anomalies, node-health, dead-letters, cordon-requests, enforcement-outcomes, by-container, global, by-node, by-group, node-windows",
        )
        .option("--json", "one JSON object a line")
        .option("--from-beginning", "begin with the oldest record that is left")
        .option("--until-end", "end where the topic ends now"),
    run: async (settings, command, context) => {
      const [topic] = command.args;
      const options = { ...command.opts(), ...(topic === undefined ? {} : { topic }) };
      await (await import("./tail.ts")).tail(settings, options, context);
    },
  },
  stateCommands,
  policyCommands,
  requestCommands,
  quarantineCommands,
  keysCommands,
  trainCommands,
  {
    name: "describe",
    summary: "print the topology: what reads, detects and writes what",
    examples: ["picket describe", "picket describe --mermaid --detectors resource-global"],
    settings: ["detection", "nodes", "PICKET_NODE_LABEL", "PICKET_NODE_NAMES", "topics", "processing", "logging"],
    declare: (command) =>
      command
        .option("--json", "as JSON")
        .addOption(new Option("--mermaid", "as a picture for https://mermaid.js.org").conflicts("json")),
    run: async (settings, command) => (await import("./describe.ts")).describe(settings, command.opts()),
  },
  {
    name: "config",
    summary: "show the effective settings, and where each came from",
    examples: ["picket config", "ML_MODEL=ocsvm picket config --warmup-size 500 --json"],
    settings: [
      "detection",
      "kafka",
      "topics",
      "processing",
      "state",
      "nodes",
      "collect",
      "requests",
      "enforcer",
      "kubernetes",
      "logging",
      "telemetry",
    ],
    declare: (command) => command.option("--json", "as JSON"),
    run: async (_settings, command, context) => (await import("./config.ts")).config(command.opts(), context),
  },
];
