/** Event times as google.protobuf.Timestamp: in RFC 3339, as canonical proto3 JSON has it, and in seconds and nanoseconds. */

/** The last ms of the year 9999, where both forms end. */
export const latestTime = 253_402_300_799_999;

/** @returns e.g. `2026-01-01T00:00:00Z`, with three fraction digits where the ms since the epoch are no whole seconds. */
export function rfc3339(time: number): string {
  const text = new Date(clamp(time)).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}

/** @returns ms since the epoch, what is finer cut off; `undefined` where it is not RFC 3339. */
export function parseRfc3339(text: string): number | undefined {
  const time = shape.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

export function toTimestamp(time: number): { readonly seconds: number; readonly nanos: number } {
  const ms = clamp(time);
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 };
}

/** @returns ms since the epoch, what is finer cut off. */
export function fromTimestamp(seconds: number, nanos: number): number {
  return seconds * 1000 + Math.floor(nanos / 1e6);
}

/** Events carry no time before 1970; one after 9999 is an agent's mistake that must not stop an anomaly. */
function clamp(time: number): number {
  return Math.min(Math.max(Math.trunc(time), 0), latestTime);
}
