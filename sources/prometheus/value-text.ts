/** Values of samples as text: what Go's `strconv.FormatFloat` writes, which both the text formats and the adapter use. */

/** @returns `undefined` where it is no such number. JavaScript's own reading would also take "", " 1 " and "0x10". */
export function parseValue(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  return notFinite.get(text);
}

/** No two parts can take the same digits, so that a long text is told from a number in one go. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const notFinite: ReadonlyMap<string, number> = new Map([
  ["NaN", NaN],
  ["+Inf", Infinity],
  ["Inf", Infinity],
  ["-Inf", -Infinity],
]);
