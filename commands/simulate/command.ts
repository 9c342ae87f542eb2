/** `picket simulate` on the command line. */

import { type Command, Option } from "commander";
import { envelopeNames } from "../../simulate/nodes/envelope.ts";
import type { Subcommand } from "../subcommand.ts";

export const simulateCommand: Subcommand = {
  name: "simulate",
  summary: "write a simulated fleet's telemetry to files or to Kafka",
  details:
    "Of containers alone, or, with --nodes, of nodes and all that is on them: metrics, Tetragon's events, containers' reports. " +
    "The same seed gives the same fleet and the same incidents.",
  examples: [
    "picket simulate --events 100000 --seed 1 --out fleet.events.gz",
    "picket simulate --kafka --rate 2000 --attack miner@60s",
    "picket simulate --nodes 50 --kafka --history 2h --incident miner@+30s:node-7",
    "picket simulate --nodes 50 --for 1h --incidents 6 --out telemetry",
  ],
  settings: ["kafka", "topics", "logging"],
  declare: (command) => forNodes(forContainers(forBoth(command))),
  run: async (settings, command, context) =>
    (await import("../simulate.ts")).simulate(settings, command.opts(), context),
};

function forBoth(command: Command): Command {
  return command
    .option("--seed <text>", "the same seed gives the same telemetry (default 1)")
    .option("--out <path>", "the file to write, compressed where its name ends in .gz; with --nodes, a directory")
    .option("--kafka", "write to the topics of the settings")
    .option(
      "--kinds <list>",
      "a comma list of resource, frequency; with --nodes also node-metrics, tetragon, ebpf_events (default all but ebpf_events)",
    )
    .option(
      "--start <time>",
      "the first event's time, such as 2026-03-01T12:00:00Z (default 2026-01-01 in files, to Kafka by the clock)",
    )
    .option("--labels <file>", "where to write what was let loose when, as JSON; with --nodes, as JSON lines");
}

function forContainers(command: Command): Command {
  return command
    .option("--events <number>", "how many; to Kafka, without it, until stopped")
    .option("--rate <number>", "events per second of event time, and to Kafka of real time (default 1000)")
    .option("--images <number>", "container images in the fleet (default 24)")
    .addOption(repeated("--attack <attack>", "NAME@AFTER[+DURATION][=IMAGE]; may be repeated"));
}

function forNodes(command: Command): Command {
  return command
    .option("--nodes <number>", "nodes in the fleet, and what follows here is of them")
    .option("--for <duration>", "how long; to Kafka, without it, until stopped")
    .option("--history <duration>", "write so much healthy past first, as fast as it goes")
    .option("--speed <factor>", "how many times faster than real time, or max; needs --for (default 1)")
    .addOption(repeated("--incident <incident>", "NAME@+AFTER[+DURATION][:NODE], after the history; may be repeated"))
    .option("--incidents <number>", "so many more, spread over nodes and time by the seed")
    .option("--scenarios <list>", "what --incidents chooses from: a comma list of names (default all)")
    .option("--samples-interval <duration>", "between two scrapes of a node (default 5s)")
    .option("--execs <rate>", "processes that a node executes per second, on average (default 2)")
    .option("--connects <rate>", "connections that a node opens per second, on average (default 1)")
    .option("--cpus <number>", "CPUs of a node (default 2)")
    .option("--containers <number>", "containers on a node (default 4)")
    .option("--metrics <form>", "adapter: JSON, a sample each; or remote-write: a scrape each (default adapter)")
    .option("--clock-skew <duration>", "how far clocks of nodes are ahead or behind at most, such as 3m (default 0s)")
    .option(
      "--tetragon-envelope <name>",
      `what is around Tetragon's lines: ${envelopeNames.join(", ")} (default none)`,
    );
}

function repeated(flags: string, help: string): Option {
  return new Option(flags, help).argParser((given: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    given,
  ]);
}
