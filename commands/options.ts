/** Reads a command's options from the texts that the command line gave; all mistakes are reported at once. */

import { z } from "zod";
import type { Kind } from "../config/setting.ts";
import { PicketError } from "../errors/picket-error.ts";

type Option<Value> = z.ZodType<Value | undefined, string | undefined>;

const expected = z.registry<{ readonly expected: string }>();

export function option<Value>(kind: Kind<Value>): Option<Value> {
  const schema = kind.schema.optional();
  expected.add(schema, { expected: kind.expected });
  return schema;
}

/** A moment as RFC 3339 writes it, out in ms since the epoch. */
export const instant: Kind<number> = {
  expected: "a time such as 2026-03-01T12:00:00Z",
  schema: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
};

/**
 * `shape`: options by their names in camel case, as commander hands them over.
 *
 * @throws PicketError `SETTINGS_INVALID` that names each wrong option, its value and what was expected.
 */
export function readOptions<Shape extends Readonly<Record<string, Option<unknown>>>>(
  shape: Shape,
  given: object,
): z.output<z.ZodObject<Shape>> {
  const read = z.object(shape).safeParse(given);
  if (read.success) return read.data;
  const wrong = new Set(read.error.issues.map(({ path }) => String(path[0])));
  const values = new Map<string, unknown>(Object.entries(given));
  const mistakes = Object.entries(shape)
    .filter(([name]) => wrong.has(name))
    .map(
      ([name, schema]) =>
        `${flag(name)} ${JSON.stringify(values.get(name))}: expected ${expected.get(schema)?.expected}.`,
    );
  throw new PicketError("SETTINGS_INVALID", mistakes.join("\n"));
}

/** @param name an option in camel case. */
export function flag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
