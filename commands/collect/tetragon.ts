/** `picket collect tetragon`: the lines of Tetragon's export, from a file that is followed or from standard input. */

import path from "node:path";
import { TetragonCollector } from "../../collect/tetragon/tetragon-collector.ts";
import type { Settings } from "../../config/settings.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { collecting } from "./collecting.ts";

export async function collectTetragon(
  settings: Settings,
  { logger, ...context }: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { tetragonFile: file, placeFile = besides(file), maxLineBytes } = settings.collect;
  const topic = settings.topics.tetragon;
  const { clock } = surroundings;
  await collecting(
    settings,
    {
      name: "tetragon",
      topic,
      open: async ({ outlet, tally }) => {
        const collector = new TetragonCollector({ topic, maxLineBytes, outlet, tally, clock, logger });
        if (file === "-") return { run: (stop) => collector.readFrom(process.stdin, stop) };
        return {
          run: (stop) => collector.follow({ file, placeFile }, stop),
          state: () => ({ behindBytes: collector.behindBytes }),
        };
      },
    },
    { logger, ...context },
    surroundings,
  );
}

/** Hidden, and by its name no former file of Tetragon's. */
function besides(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.picket`);
}
