/** Durations as Kubernetes writes them (metav1.Duration, which is Go's): `30m`, `1h30m`, `1.5h`, `250ms`. */

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** @returns ms; NaN where the text is none. */
export function parseDuration(text: string): number {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return NaN;
  const parts = text.matchAll(/([\d.]+)([a-z]+)/g);
  return Math.round([...parts].reduce((sum, [, number, unit = ""]) => sum + Number(number) * (units[unit] ?? NaN), 0));
}

/** The shortest that says it exactly: 5,400,000 is `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = ms;
  const parts = Object.entries(units).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? "" : `${count}${unit}`;
  });
  return parts.join("") || "0s";
}
