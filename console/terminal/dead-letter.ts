/** A dead letter as people read it: why the record could not be read, where it came from, and how its bytes begin. */

import type { ReadDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { hexStart } from "./hex.ts";
import type { Palette } from "./palette.ts";
import { formatTime, whole } from "./units.ts";
import { visible } from "./visible.ts";

/**
 * Two lines without a last newline:
 *
 *     2026-03-01 12:00:03.120  malformed  Field 18 ends after the message.
 *         record resource/2@1234, 312 bytes: 0a 1f 33 c0 ...
 */
export function deadLetterText(letter: ReadDeadLetter, palette: Palette): string {
  const { reason, detail, source, timestamp } = letter;
  const headline = `${formatTime(timestamp)}  ${palette("medium", visible(reason))}  ${visible(detail)}`;
  const origin = `record ${visible(source.topic)}/${source.partition}@${source.offset}`;
  return `${headline}\n    ${palette("quiet", `${origin}, ${contents(letter)}`)}`;
}

function contents({ value, originalBytes }: ReadDeadLetter): string {
  if (value === null) return "no value";
  const cut = originalBytes === undefined ? "" : ` (the first ${whole(value.length)} are kept)`;
  return `${whole(originalBytes ?? value.length)} bytes${cut}${hexStart(value)}`;
}
