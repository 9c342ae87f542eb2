/** `picket collect tetragon`: the lines of Tetragon's export, from a file that is followed or from standard input. */

import { stat } from "node:fs/promises";
import path from "node:path";
import { TetragonCollector } from "../../collect/tetragon/tetragon-collector.ts";
import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { collecting } from "./collecting.ts";

/** @throws PicketError `SETTINGS_INVALID` for a directory, a pipe or a device; a file that is not there yet is waited for. */
export async function collectTetragon(
  settings: Settings,
  { logger, ...context }: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { tetragonFile: file, placeFile = besides(file), maxLineBytes } = settings.collect;
  const topic = settings.topics.tetragon;
  const { clock } = surroundings;
  if (file !== "-") await refuseOthers(file);
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

async function refuseOthers(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  throw new PicketError("SETTINGS_INVALID", `PICKET_TETRAGON_FILE: ${JSON.stringify(file)} is there, and is no file.`);
}

/** Hidden, and by its name no former file of Tetragon's. */
function besides(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.picket`);
}
