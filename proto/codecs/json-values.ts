/**
 * Single values in canonical proto3 JSON (https://protobuf.dev/programming-guides/json): defaults left out, 64-bit integers
 * as strings. What is read may be written in any way that the mapping allows.
 */

import { z } from "zod";
import { parseRfc3339 } from "./timestamp.ts";

/** JSON has no NaN and no infinity; the mapping writes their names. */
export function double(value: number): number | string | undefined {
  if (value === 0) return undefined;
  return Number.isFinite(value) ? value : String(value);
}

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

export const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^(?:NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? 0);

export const integer = number.pipe(z.int());

/** What is wrong, in one line. With schemas that are not strict it quotes nothing of what was read. */
export function problemOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": ")).join("; ");
}

/** Out in ms since the epoch. */
export const time = z.string().transform((value, context) => {
  const time = parseRfc3339(value);
  if (time === undefined) context.addIssue("not an RFC 3339 time");
  return time ?? 0;
});

export function list<Item>(item: z.ZodType<Item>) {
  return z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);
}
