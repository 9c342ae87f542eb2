/** `picket train`: models of node health from recorded windows. */

import type { CommandGroup, Subcommand } from "../subcommand.ts";
import type { TrainForestOptions } from "./isolation-forest.ts";

const commands: readonly Subcommand[] = [
  {
    name: "isolation-forest",
    summary: "train an isolation forest on windows of nodes",
    details: "The data are JSON lines as the topic node-health has them, or CSV; docs/models-node.md says more.",
    examples: [
      "picket train isolation-forest --data windows.jsonl --out forest.json",
      "picket train isolation-forest --data windows.csv --out forest.json --contamination 0.0005 --seed 7",
    ],
    settings: ["logging"],
    declare: (command) =>
      command
        .requiredOption("--data <file>", "windows of nodes, JSON lines or .csv")
        .requiredOption("--out <file>", "where to write the model")
        .option("--features <list>", "a comma list; without it all that nodes have")
        .option("--trees <number>", "how many; 100 without it")
        .option("--sample-size <number>", "windows that each tree is grown over; 256 without it")
        .option("--contamination <share>", "of the windows, what the threshold calls anomalous; 0.001 without it")
        .option("--seed <number>", "the same seed and data give the same model; 42 without it"),
    run: async (_settings, command) =>
      (await import("./isolation-forest.ts")).trainForest(command.opts<TrainForestOptions>()),
  },
];

export const trainCommands: CommandGroup = {
  name: "train",
  summary: "train models of node health",
  examples: ["picket train isolation-forest --data windows.jsonl --out forest.json"],
  commands,
};
