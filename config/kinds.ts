/** The kinds of values that settings have: how each is read from text. Durations come out in ms, sizes in bytes. */

import { accessSync, constants, statSync } from "node:fs";
import { z } from "zod";
import type { Kind } from "./setting.ts";

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const sizeUnits: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

export function oneOf<const Name extends string>(...names: readonly Name[]): Kind<Name> {
  return { expected: `one of ${names.join(", ")}`, schema: z.string().pipe(z.enum(names)) };
}

export function someOf<const Name extends string>(...names: readonly Name[]): Kind<readonly Name[]> {
  const each = z.array(z.enum(names)).min(1);
  return { expected: `a comma list of ${names.join(", ")}`, schema: z.string().transform(splitList).pipe(each) };
}

export const trueOrFalse: Kind<boolean> = {
  expected: "true or false",
  schema: z.stringbool({ truthy: ["true"], falsy: ["false"] }),
};

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    expected: `a whole number ${range}`,
    schema: z
      .string()
      .regex(/^-?\d{1,16}$/)
      .transform(Number)
      .pipe(z.number().min(min).max(max)),
  };
}

/** Seconds as a plain number (InfraSight's way), out in ms. */
export const seconds: Kind<number> = {
  expected: "a number of seconds, 0 or more",
  schema: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,3})?$/)
    .transform((text) => Math.round(Number(text) * 1000)),
};

export function duration(minMs: number, maxMs: number): Kind<number> {
  return {
    expected: `a duration from ${formatIn(durationUnits, minMs)} to ${formatIn(durationUnits, maxMs)}, such as 250ms, 10s, 5m, 1h or 7d`,
    schema: quantity(/^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|d)$/, durationUnits).pipe(z.number().min(minMs).max(maxMs)),
  };
}

export function size(minBytes: number, maxBytes: number): Kind<number> {
  return {
    expected: `a size from ${formatIn(sizeUnits, minBytes)} to ${formatIn(sizeUnits, maxBytes)}, such as 512B, 64KiB or 8MiB`,
    schema: quantity(/^(\d{1,12}(?:\.\d{1,6})?)(B|KiB|MiB|GiB)$/, sizeUnits).pipe(
      z.number().min(minBytes).max(maxBytes),
    ),
  };
}

/** As Kafka allows them: up to 249 letters, digits, dots, underscores and hyphens, and neither `.` nor `..`. */
export const topicName: Kind<string> = {
  expected: "a Kafka topic name: up to 249 letters, digits, '.', '_' and '-'",
  schema: z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/),
};

/** Short enough that names derived from it are still names of topics. */
export const identifier: Kind<string> = {
  expected: "up to 100 letters, digits, '.', '_' and '-', a letter or digit first",
  schema: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
};

export const text: Kind<string> = { expected: "text", schema: z.string().min(1) };

export const host: Kind<string> = {
  expected: "a host name or an IP address to listen on",
  schema: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/),
};

/** To listen on; port 0 is any that is free. */
export const address: Kind<{ readonly host: string; readonly port: number }> = {
  expected: "host:port, such as 0.0.0.0:9201 or [::]:9201",
  schema: z
    .string()
    .regex(/^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):\d{1,5}$/)
    .transform((text) => {
      const colon = text.lastIndexOf(":");
      return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
    })
    .refine(({ port }) => port <= 65_535),
};

/** @param item what each of it is. Empty items are left out. */
export function list(item: string): Kind<readonly string[]> {
  return {
    expected: `a comma list of ${item}`,
    schema: z.string().transform(splitList).pipe(z.array(z.string()).min(1)),
  };
}

export const brokers: Kind<readonly string[]> = {
  expected: "a comma list of host:port, such as kafka-1:9092,kafka-2:9092",
  schema: z
    .string()
    .transform(splitList)
    .pipe(z.array(z.string().refine(isHostAndPort)).min(1)),
};

export const readableFile: Kind<string> = {
  expected: "the path of a file that Picket may read",
  schema: z.string().refine(isReadableFile),
};

export const readableFiles: Kind<readonly string[]> = {
  expected: "a comma list of paths of files that Picket may read",
  schema: z.string().transform(splitList).pipe(z.array(readableFile.schema)),
};

export function listOf<Item>(kind: Kind<Item>): Kind<readonly Item[]> {
  return {
    expected: `a comma list, each item ${kind.expected}`,
    schema: z.string().transform(splitList).pipe(z.array(kind.schema)),
  };
}

/** In the order in which they are written. */
export const namedByPattern: Kind<readonly { readonly pattern: string; readonly name: string }[]> = {
  expected: "a comma list of PATTERN=NAME, where * stands for any characters, such as web-*=web,db-*=database",
  schema: z
    .string()
    .transform(splitList)
    .pipe(
      z
        .array(
          z
            .string()
            .regex(/^[^=\s]{1,253}=[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
            .transform((item) => {
              const at = item.indexOf("=");
              return { pattern: item.slice(0, at), name: item.slice(at + 1) };
            }),
        )
        .min(1),
    ),
};

/** `all` stays `all`: which detectors that is, is known when the user's own modules are loaded. */
export const detectorNames: Kind<"all" | readonly string[]> = {
  expected: "all, or a comma list of detector names",
  schema: z
    .string()
    .transform((names): "all" | string[] => (names.trim() === "all" ? "all" : splitList(names)))
    .pipe(z.union([z.literal("all"), z.array(z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)).min(1)])),
};

function splitList(list: string): string[] {
  return list
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function quantity(pattern: RegExp, units: Readonly<Record<string, number>>): z.ZodType<number, string> {
  return z
    .string()
    .regex(pattern)
    .transform((written) => {
      const [, amount = "", unit = ""] = pattern.exec(written) ?? [];
      return Math.round(Number(amount) * (units[unit] ?? Number.NaN));
    });
}

function formatIn(units: Readonly<Record<string, number>>, amount: number): string {
  const [unit, factor] = Object.entries(units).findLast(([, factor]) => amount % factor === 0 && amount >= factor) ??
    Object.entries(units)[0] ?? ["", 1];
  return `${amount / factor}${unit}`;
}

function isHostAndPort(broker: string): boolean {
  const [, port = ""] = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(broker) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535;
}

function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
