/** Spans of time as people read them who look after clusters: the two largest units, `45s`, `12m`, `3h5m`, `4d2h`. */

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** @param ms below a second, or below zero, reads `0s`. */
export function formatSpan(ms: number): string {
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) return "0s";
  const [[unit, size], below] = [units[first] ?? units[0], units[first + 1]];
  const rest = below === undefined ? 0 : Math.floor((ms % size) / below[1]);
  return `${Math.floor(ms / size)}${unit}${below === undefined || rest === 0 ? "" : `${rest}${below[0]}`}`;
}
