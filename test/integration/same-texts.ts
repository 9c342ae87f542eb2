/** Compares what two runs wrote, and says where it parts: lists and texts are too long to print. */

import assert from "node:assert/strict";

export function assertSame(actual: readonly string[], expected: readonly string[], what: string): void {
  const index = expected.findIndex((text, index) => text !== actual[index]);
  const from = index < 0 ? Math.min(actual.length, expected.length) : index;
  if (from === actual.length && from === expected.length) return;
  const lengths = `${actual.length} of ${expected.length}`;
  assert.fail(`${what}: ${lengths}; at ${from} there is ${actual[from]} instead of ${expected[from]}`);
}

/** The same of lists by name. */
export function assertAllSame(
  actual: ReadonlyMap<string, readonly string[]>,
  expected: ReadonlyMap<string, readonly string[]>,
  what: string,
): void {
  assert.deepEqual([...actual.keys()].toSorted(), [...expected.keys()].toSorted(), what);
  for (const [name, texts] of expected) assertSame(actual.get(name) ?? [], texts, `${what}, ${name}`);
}
