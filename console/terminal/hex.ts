/** How bytes begin, for people who look for a pattern. */

const shownBytes = 16;

/** `: 0a 1f 33 ...`, to follow a length; nothing for no bytes. */
export function hexStart(bytes: Buffer): string {
  if (bytes.length === 0) return "";
  const start = bytes.toString("hex", 0, shownBytes).replaceAll(/(..)(?!$)/g, "$1 ");
  return `: ${start}${bytes.length > shownBytes ? " ..." : ""}`;
}
