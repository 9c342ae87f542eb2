/** `picket collect`: brings the telemetry of nodes into Kafka. */

import type { CommandGroup, Subcommand } from "../subcommand.ts";

/** Of every collector. */
const settings = [
  "PICKET_COLLECT_BATCH_BYTES",
  "PICKET_COLLECT_LINGER",
  "PICKET_COLLECT_BUFFER",
  "kafka",
  "PICKET_APPLICATION_ID",
  "PICKET_CREATE_TOPICS",
  "PICKET_PARTITIONS",
  "PICKET_REPLICATION",
  "PICKET_SHUTDOWN_TIMEOUT",
  "logging",
  "telemetry",
] as const;

const commands: readonly Subcommand[] = [
  {
    name: "remote-write",
    summary: "receive Prometheus' remote write, 1.0 and 2.0, until stopped",
    details: "Takes what windows of nodes are made of, and answers when Kafka has it.",
    examples: [
      "picket collect remote-write --listen 0.0.0.0:9201 --kafka-broker kafka:9092",
      "picket collect remote-write --node-label nodename --remote-write-tokens tokens.txt",
    ],
    settings: [
      "PICKET_REMOTE_WRITE_LISTEN",
      "PICKET_REMOTE_WRITE_TOKENS",
      "PICKET_REMOTE_WRITE_TLS_CERT",
      "PICKET_REMOTE_WRITE_TLS_KEY",
      "PICKET_REMOTE_WRITE_MAX_BYTES",
      "PICKET_REMOTE_WRITE_MAX_REQUESTS",
      "PICKET_REMOTE_WRITE_TIMEOUT",
      "PICKET_NODE_LABEL",
      "PICKET_NODE_NAMES",
      "PICKET_TOPIC_NODE_METRICS",
      ...settings,
    ],
    declare: (command) => command.option("--listen <host:port>", "the same as --remote-write-listen"),
    alias: ({ listen }) => aliases({ PICKET_REMOTE_WRITE_LISTEN: listen }),
    run: async (settings, _command, context) =>
      (await import("./remote-write.ts")).collectRemoteWrite(settings, context),
  },
  {
    name: "scrape",
    summary: "scrape node exporters, for fleets without a Prometheus, until stopped",
    details: "Give targets, a file of targets, the nodes of Kubernetes, or several of these.",
    examples: [
      "picket collect scrape --targets worker-1=10.0.0.1:9100,worker-2=10.0.0.2:9100 --interval 5s",
      "picket collect scrape --targets-file targets.yaml",
      "picket collect scrape --kubernetes --scrape-port 9100",
    ],
    settings: [
      "PICKET_SCRAPE_TARGETS",
      "PICKET_SCRAPE_TARGETS_FILE",
      "PICKET_SCRAPE_KUBERNETES",
      "PICKET_SCRAPE_PORT",
      "PICKET_SCRAPE_INTERVAL",
      "PICKET_SCRAPE_TIMEOUT",
      "PICKET_TOPIC_NODE_METRICS",
      "kubernetes",
      ...settings,
    ],
    declare: (command) =>
      command
        .option("--targets <list>", "the same as --scrape-targets")
        .option("--targets-file <file>", "the same as --scrape-targets-file")
        .option("--kubernetes", "the same as --scrape-kubernetes")
        .option("--interval <duration>", "the same as --scrape-interval")
        .option("--timeout <duration>", "the same as --scrape-timeout"),
    alias: ({ targets, targetsFile, kubernetes, interval, timeout }) =>
      aliases({
        PICKET_SCRAPE_TARGETS: targets,
        PICKET_SCRAPE_TARGETS_FILE: targetsFile,
        PICKET_SCRAPE_KUBERNETES: kubernetes === undefined ? undefined : "true",
        PICKET_SCRAPE_INTERVAL: interval,
        PICKET_SCRAPE_TIMEOUT: timeout,
      }),
    run: async (settings, _command, context) => (await import("./scrape.ts")).collectScrape(settings, context),
  },
  {
    name: "tetragon",
    summary: "follow the file that Tetragon exports events to, until stopped",
    details:
      "Goes on where it left off, across rotations of the file and restarts. With -, reads standard input to its end.",
    examples: [
      "picket collect tetragon --file /var/run/cilium/tetragon/tetragon.log --kafka-broker kafka:9092",
      "kubectl logs -n kube-system ds/tetragon -c export-stdout -f | picket collect tetragon --file -",
    ],
    settings: [
      "PICKET_TETRAGON_FILE",
      "PICKET_TETRAGON_STATE_FILE",
      "PICKET_TETRAGON_MAX_LINE",
      "PICKET_TOPIC_TETRAGON",
      ...settings,
    ],
    declare: (command) =>
      command
        .option("--file <path>", "the same as --tetragon-file")
        .option("--state-file <path>", "the same as --tetragon-state-file"),
    alias: ({ file, stateFile }) => aliases({ PICKET_TETRAGON_FILE: file, PICKET_TETRAGON_STATE_FILE: stateFile }),
    run: async (settings, _command, context) => (await import("./tetragon.ts")).collectTetragon(settings, context),
  },
];

export const collectCommands: CommandGroup = {
  name: "collect",
  summary: "bring the telemetry of nodes into Kafka",
  examples: [
    "picket collect remote-write --listen 0.0.0.0:9201",
    "picket collect scrape --targets worker-1=10.0.0.1:9100 --interval 5s",
    "picket collect tetragon --file /var/run/cilium/tetragon/tetragon.log",
  ],
  commands,
};

function aliases(given: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
