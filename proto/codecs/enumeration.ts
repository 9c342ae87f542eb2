/** The values of a protobuf enum as TypeScript has them, as canonical JSON names them, and as numbers. Number 0 is none. */

import { z } from "zod";

export interface Enumeration<Value extends string> {
  /** E.g. `SEVERITY_HIGH`. */
  jsonOf(value: Value): string;
  numberOf(value: Value): number;
  /** `undefined` for a number that stands for none. */
  fromNumber(number: number): Value | undefined;
  /** Reads the name, or the number, which the JSON mapping allows too. */
  readonly schema: z.ZodType<Value>;
}

/** `values`: in the schema's order, from number 1 on; `prefix`: what their names in the schema begin with. */
export function enumeration<Value extends string>(prefix: string, values: readonly Value[]): Enumeration<Value> {
  const names = new Map(values.map((value) => [value, `${prefix}_${value.toUpperCase()}`]));
  const jsonOf = (value: Value): string => names.get(value) ?? "";
  return {
    jsonOf,
    numberOf: (value) => values.indexOf(value) + 1,
    fromNumber: (number) => values[number - 1],
    schema: z.union([
      ...values.map((value) => z.literal(jsonOf(value)).transform(() => value)),
      ...values.map((value, index) => z.literal(index + 1).transform(() => value)),
    ]),
  };
}
