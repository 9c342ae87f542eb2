/** Durations as people write them in plans of what is to happen: `500ms`, `30s`, `5m`, `1h`. */

/** For regular expressions; captures nothing. */
export const durationPattern = String.raw`\d+(?:\.\d+)?(?:ms|s|m|h)`;

/** @param text of `durationPattern`. */
export function milliseconds(text: string): number {
  return Number.parseFloat(text) * (units[text.replace(/^[0-9.]+/, "")] ?? 1);
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
