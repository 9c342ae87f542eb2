/** Times of the week at which only critical rules ask: nights of backups, days of maintenance. */

import { z } from "zod";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const minutesOfDay = 24 * 60;

const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is not a time of day such as "22:30"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

export const quietHoursSchema = z
  .strictObject({
    /** On which it begins. */
    days: z.array(z.enum(weekdays)).min(1).readonly().default(weekdays),
    from: timeOfDay,
    /** Not included; earlier than `from`, it is on the next day. */
    to: timeOfDay,
    /** Of the IANA database. */
    timeZone: z.string().refine(isTimeZone, "is not a time zone such as Europe/Berlin").default("UTC"),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "is the same as from; a whole day ends at 24:00" });

/** `from`, `to`: minutes of the day, by the clocks of the time zone. */
export type QuietHours = z.output<typeof quietHoursSchema>;

/** @param time ms since the epoch. */
export function isQuiet({ days, from, to, timeZone }: QuietHours, time: number): boolean {
  const { weekday, minute } = localTime(timeZone, time);
  const beginsOn = (day: number) => days.some((one) => weekdays.indexOf(one) === (day + 7) % 7);
  if (from < to) return beginsOn(weekday) && minute >= from && minute < to;
  return (beginsOn(weekday) && minute >= from) || (beginsOn(weekday - 1) && minute < to);
}

function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** By time zone: to make one costs a thousand times what it costs to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timeZone, format);
  return format;
}

/** `weekday`: 0 is Monday. */
function localTime(timeZone: string, time: number): { readonly weekday: number; readonly minute: number } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  const day = (parts.get("weekday") ?? "").toLowerCase();
  const minute = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
  return { weekday: weekdays.findIndex((one) => one === day), minute: minute % minutesOfDay };
}
