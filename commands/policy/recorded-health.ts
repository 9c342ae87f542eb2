/** Health of nodes as it was recorded, each node's windows in their order: from its topic, or from a file. */

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { readableFile } from "../../config/kinds.ts";
import type { Settings } from "../../config/settings.ts";
import { readMessage } from "../../console/tail/message-view.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { type RecordedHealth, recordedHealth } from "../../nodes/policy/recorded.ts";
import { nodeHealthFormats } from "../../proto/codecs/node-health-format.ts";
import { nodeHealthFromJson } from "../../proto/codecs/node-health-json.ts";
import type { CommandContext } from "../context.ts";
import { follow } from "../follow.ts";
import { openLog } from "../open-log.ts";
import { option } from "../options.ts";
import type { Surroundings } from "../surroundings.ts";

export interface RecordedOptions {
  /** A file instead of the topic. */
  readonly health?: string;
}

export const recordedShape = { health: option(readableFile) };

/**
 * What the topic holds that is no such health is passed over, and counted in the log.
 *
 * @throws PicketError `MESSAGE_INVALID` for a line of a file that is none, with its number; `STOPPED` where it was, since what
 *   is made of half a record looks like what is made of all.
 */
export async function* readRecorded(
  settings: Settings,
  { health }: { readonly health?: string | undefined },
  context: Pick<CommandContext, "logger">,
  surroundings: Surroundings,
): AsyncGenerator<RecordedHealth, void> {
  yield* health === undefined ? readTopic(settings, context, surroundings) : readLines(health, surroundings.stop);
  if (surroundings.stop.aborted) throw new PicketError("STOPPED", "Stopped before all health was read.");
}

async function* readTopic(
  settings: Settings,
  context: Pick<CommandContext, "logger">,
  surroundings: Surroundings,
): AsyncGenerator<RecordedHealth, void> {
  const topic = settings.topics.nodeHealth;
  const log = await openLog(settings, context, surroundings);
  if (log === undefined) return;
  let unreadable = 0;
  try {
    const following = { topic, fromBeginning: true, untilEnd: true, stop: surroundings.stop };
    for await (const { partition, records } of follow(log, following, context, surroundings.clock)) {
      for (const record of records) {
        const message = readMessage({ ...record, topic, partition }, nodeHealthFormats);
        if (message === undefined) unreadable += 1;
        else yield recordedHealth(message);
      }
    }
  } finally {
    await log.close();
  }
  if (unreadable > 0)
    context.logger.warn({ topic, records: unreadable }, "records that hold no health were passed over");
}

async function* readLines(path: string, stop: AbortSignal): AsyncGenerator<RecordedHealth, void> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    if (stop.aborted) return;
    number += 1;
    if (line.trim() === "") continue;
    yield recordedHealth(messageIn(line, `${path}:${number}`));
  }
}

/** A record as `picket tail --json` shows it, or the message alone. */
const shownRecord = z.object({ value: z.record(z.string(), z.unknown()) });

function messageIn(line: string, place: string): ReturnType<typeof nodeHealthFromJson> {
  try {
    const shown = shownRecord.safeParse(JSON.parse(line));
    return nodeHealthFromJson(shown.success ? JSON.stringify(shown.data.value) : line);
  } catch (cause) {
    throw new PicketError("MESSAGE_INVALID", `${place}: this is not the health of a node in JSON.`, { cause });
  }
}
