/** What comes from outside, made fit to be kept: short texts of one line, times and counts in range. */

import { latestTime } from "../../proto/codecs/timestamp.ts";

/** Characters that are kept of a text. */
const longestText = 256;
/** What a terminal would obey, ends the line, or turns the order of letters round; halves of characters too. */
const unfit = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;
const plain = /^[ -~]*$/;

export function cleanText(text: string): string {
  const short = text.length <= longestText ? text : text.slice(0, longestText);
  return plain.test(short) ? short : short.replace(unfit, " ");
}

/** @returns whole ms since the epoch; 0 for what is before it, or no time. */
export function cleanTime(time: number): number {
  return time > 0 ? Math.min(Math.trunc(time), latestTime) : 0;
}

export function cleanCount(count: number): number {
  return count > 0 ? Math.min(Math.trunc(count), Number.MAX_SAFE_INTEGER) : 0;
}
