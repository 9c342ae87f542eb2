/** What one setting is: a zod schema from text to value, and what people need to know about it. */

import { z } from "zod";

export interface About {
  /** The environment variable; the flag's name is derived from it. */
  readonly variable: string;
  /** One sentence for `--help` and docs/settings.md. */
  readonly help: string;
  /** What a right value looks like, for error messages and docs. */
  readonly expected: string;
  /** As it would be written in the environment; left out where there is none. */
  readonly default?: string;
  /** What an unset value means, where `default` cannot say it. */
  readonly unset?: string;
  /** Never printed, and never taken from a flag, which every process of the machine could read. */
  readonly secret?: boolean;
  /** Listed first in `--help`. */
  readonly common?: boolean;
}

/** A kind of value: how it is read from text, and what a right one looks like. */
export interface Kind<Value> {
  readonly expected: string;
  readonly schema: z.ZodType<Value, string>;
}

export const about = z.registry<About>();

export function setting<Value>(
  kind: Kind<Value>,
  options: Omit<About, "expected" | "default"> & { readonly default: string },
): z.ZodType<Value, string | undefined> {
  const schema = kind.schema.prefault(options.default);
  about.add(schema, { ...options, expected: kind.expected });
  return schema;
}

export function optionalSetting<Value>(
  kind: Kind<Value>,
  options: Omit<About, "expected" | "default">,
): z.ZodType<Value | undefined, string | undefined> {
  const schema = kind.schema.optional();
  about.add(schema, { ...options, expected: kind.expected });
  return schema;
}

export function flagOf({ variable }: Pick<About, "variable">): string {
  return `--${variable
    .replace(/^PICKET_/, "")
    .toLowerCase()
    .replaceAll("_", "-")}`;
}
