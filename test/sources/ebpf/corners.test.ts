/** The corners of the wire format that chance rarely meets, each held against the generated decoder. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventDecoder } from "../../../sources/ebpf/decoder.ts";
import { eventScanner } from "../../../sources/ebpf/scanner.ts";
import { answerOf, referenceAnswer, referenceRoute, routeAnswerOf } from "./reference.ts";

const decoder = eventDecoder();
const scanner = eventScanner(1024 * 1024);

/** @returns whether the bytes are readable, once both readers agree with the generated decoder about them. */
function readable(...parts: readonly (number | readonly number[])[]): boolean {
  const bytes = Buffer.from(parts.flat());
  const expected = referenceAnswer(bytes);
  assert.deepEqual(answerOf(decoder.decode(bytes)), expected, bytes.toString("hex"));
  const route = referenceRoute(bytes);
  if (route !== undefined) assert.deepEqual(routeAnswerOf(scanner.decode(bytes)), route, bytes.toString("hex"));
  return !("rejected" in expected && expected.rejected === "malformed");
}

const messages = {
  "the event": [0, [1, 2, 4, 5, 6, 10, 11, 12, 14, 15, 16], [3, 7, 8, 9, 13, 17, 18]],
  label: [19, [], [1, 2]],
  snoop: [20, [23], [22]],
  network: [21, [24], [25, 26, 27, 28, 29, 30, 31, 32]],
  ptrace: [39, [33, 34, 35, 36, 37], [38]],
  mmap: [47, [40, 41, 42, 43, 44, 45, 46], []],
  mount: [53, [51, 52], [48, 49, 50]],
  resource: [64, [55, 56, 63], []],
  sys_freq: [67, [65, 66], []],
  syscall_freq_agg: [73, [], [72]],
} as const satisfies Record<string, readonly [field: number, varints: readonly number[], strings: readonly number[]]>;

for (const [name, [field, varints, strings]] of Object.entries(messages)) {
  const within = (content: readonly number[]) =>
    field === 0 ? content : [...tag(field, 2), ...varint(content.length), ...content];

  test(`${name}: strings are UTF-8 where the schema knows them, and only there`, () => {
    for (let number = 1; number < 80; number++) {
      const known = (strings as readonly number[]).includes(number);
      const isMessage = field === 0 && Object.values(messages).some(([other]) => other === number);
      if (!isMessage) assert.equal(readable(within([...tag(number, 2), 2, 0xc3, 0x28])), !known, `field ${number}`);
    }
  });

  test(`${name}: varints end within ten bytes where the schema knows them, and only there`, () => {
    for (let number = 1; number < 80; number++) {
      const known = (varints as readonly number[]).includes(number);
      const ten = [...tag(number, 0), ...Array.from({ length: 9 }, () => 0x80), 0x00];
      const eleven = [...tag(number, 0), ...Array.from({ length: 10 }, () => 0x80), 0x00];
      assert.ok(readable(within(ten)), `field ${number}`);
      assert.equal(readable(within(eleven)), !known, `field ${number}`);
    }
  });

  test(`${name}: groups nest as deep as the generated decoder lets them`, () => {
    const groups = (depth: number) => within([...repeat(tag(99, 3), depth), ...repeat(tag(99, 4), depth)]);
    // A hundred levels below the outermost message; a payload is one of them, a label's entry is not.
    const deepest = name === "the event" || name === "label" ? 101 : 100;
    assert.ok(readable(groups(deepest)));
    assert.ok(!readable(groups(deepest + 1)));
  });
}

// A readable field, so that what comes before it alone decides.
const filler = [...tag(1, 0), 7];

test("a tag has at most five bytes and 32 bits", () => {
  for (const last of [0x00, 0x01, 0x0f, 0x10, 0x1f, 0x7f, 0x80]) {
    assert.equal(readable([0x88, 0x80, 0x80, 0x80, last], 0, filler), last <= 0x0f, `last byte ${last}`);
  }
});

test("a length has at most 31 bits, and ends within its message", () => {
  for (const last of [0x00, 0x01, 0x07, 0x08, 0x0f, 0x10, 0x7f, 0x80]) {
    for (const field of [8, 99]) {
      const length = [0x80, 0x80, 0x80, 0x80, last];
      assert.equal(readable(tag(field, 2), length, filler), last === 0, `field ${field}, last byte ${last}`);
    }
  }
  assert.ok(readable(tag(8, 2), [0x82, 0x80, 0x80, 0x80, 0x00], 0x61, 0x61));
  assert.ok(!readable(tag(8, 2), 3, 0x61, 0x61));
  assert.ok(!readable(tag(64, 2), 4, [...tag(54, 1), 0, 0], [0, 0, 0, 0, 0, 0]));
});

test("field number 0, wire types 6 and 7 and unopened groups are errors", () => {
  for (const wireType of [0, 1, 2, 3, 4, 5, 6, 7]) assert.ok(!readable(tag(0, wireType), 0, 0, 0, 0, 0, 0, 0, 0));
  for (const wireType of [4, 6, 7]) assert.ok(!readable(tag(9, wireType), 0, 0, 0, 0, 0, 0, 0, 0));
  assert.ok(!readable(tag(9, 3), tag(10, 4)));
  assert.ok(!readable(tag(9, 3)));
});

test("a time is an int64: before 1970 it counts as none", () => {
  const minusOne = [...repeat([0xff], 9), 0x01];
  assert.ok(readable(tag(16, 0), minusOne));
  const event = decoder.decode(Buffer.from([...tag(16, 0), ...minusOne]));
  assert.ok("time" in event && event.time === 0);
  readable(tag(16, 0), [...repeat([0xff], 8), 0x7f]);
  readable(tag(16, 0), [...repeat([0xff], 9), 0x7f]);
  readable(tag(16, 0), [...repeat([0x80], 9), 0x7e]);
});

test("an event cut off anywhere is malformed or shorter, never read on beyond its end", () => {
  const whole = Buffer.from([
    ...tag(8, 2),
    1,
    0x61,
    ...tag(64, 2),
    11,
    ...tag(54, 1),
    0,
    0,
    0,
    0,
    0,
    0,
    0xf0,
    0x3f,
    ...tag(16, 0),
    0x80,
    0x01,
  ]);
  for (let length = 0; length <= whole.length; length++) {
    const cut = whole.subarray(0, length);
    assert.deepEqual(answerOf(decoder.decode(cut)), referenceAnswer(Buffer.from(cut)), `${length} bytes`);
  }
});

function tag(field: number, wireType: number): readonly number[] {
  return varint(field * 8 + wireType);
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

function repeat(bytes: readonly number[], times: number): readonly number[] {
  return Array.from({ length: times }, () => bytes).flat();
}
