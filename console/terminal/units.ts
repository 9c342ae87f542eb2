/** Numbers as people read them: bytes, durations, counts, moments. Three significant digits, a space before the unit. */

import { rfc3339 } from "../../proto/codecs/timestamp.ts";

/** A number's text and its unit apart, so that a range can name the unit once. */
export interface Quantity {
  readonly number: string;
  readonly unit: string;
}

export type Measure = (value: number) => Quantity;

export const bytes: Measure = scaled([
  ["B", 1],
  ["kB", 1e3],
  ["MB", 1e6],
  ["GB", 1e9],
  ["TB", 1e12],
]);

export const nanoseconds: Measure = scaled([
  ["ns", 1],
  ["µs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
]);

/** Made once: a formatter costs a hundred times what formatting does. */
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const ones = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const count: Measure = (value) => ({
  number: (Math.abs(value) < 100 ? tenths : ones).format(value),
  unit: "",
});

/** `84,000`: a count, rounded. */
export function whole(value: number): string {
  return ones.format(Math.round(value));
}

/** `1.2 MB`; a zero goes without its unit. */
export function format(value: number, measure: Measure): string {
  if (!Number.isFinite(value)) return "unknown";
  const { number, unit } = measure(value);
  return number === "0" || unit === "" ? number : `${number} ${unit}`;
}

/** `0 .. 1.2 MB`, `10 .. 43 ms`: the unit once where both ends share it. */
export function formatRange(low: number, high: number, measure: Measure): string {
  const sameUnit = Number.isFinite(low) && Number.isFinite(high) && measure(low).unit === measure(high).unit;
  return `${sameUnit ? measure(low).number : format(low, measure)} .. ${format(high, measure)}`;
}

/** A score or a threshold: four significant digits, exponents only where they save reading. */
export function formatScore(score: number): string {
  return String(Number(score.toPrecision(4)));
}

/** `2026-03-01 12:00:03.120`, UTC. `time` in ms since the epoch; 0 is what events without a time carry. */
export function formatTime(time: number): string {
  if (time === 0) return "(no time)";
  const [date = "", timeOfDay = ""] = rfc3339(time).replace("Z", "").split("T");
  return `${date} ${timeOfDay.padEnd("00:00:00.000".length, ".000")}`;
}

function scaled(units: readonly (readonly [unit: string, size: number])[]): Measure {
  return (value) => {
    const rounded = Number(value.toPrecision(3));
    const [unit, size] = units.findLast((candidate) => Math.abs(rounded) >= candidate[1]) ?? units[0] ?? ["", 1];
    return { number: String(Number((rounded / size).toPrecision(3))), unit };
  };
}
