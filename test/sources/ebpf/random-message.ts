/** Random messages near an EbpfEvent: fields in any order and number, members of the payload that replace each other, unknowns. */

import type { Random } from "../../../simulate/random.ts";

/** Mostly readable; what is not is not by chance alone: wrong lengths, bad UTF-8, impossible numbers. */
export function randomMessage(random: Random): Buffer {
  return fieldsOf(random, random.integer(0, 14), topLevelField);
}

/** Bytes that were a message before something happened to them. */
export function mutate(random: Random, message: Buffer, other: Buffer): Buffer {
  const bytes = Buffer.from(message);
  const at = random.integer(0, Math.max(0, bytes.length - 1));
  switch (random.integer(0, 5)) {
    case 0: {
      for (let flips = random.integer(1, 4); flips > 0; flips--) {
        const place = random.integer(0, Math.max(0, bytes.length - 1));
        bytes[place] = (bytes[place] ?? 0) ^ (1 << random.integer(0, 7));
      }
      return bytes;
    }
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.integer(0, other.length))]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), noise(random, random.integer(1, 8)), bytes.subarray(at)]);
    case 4:
      return noise(random, random.integer(0, 200));
    default:
      bytes[at] = random.pick([0x00, 0x7f, 0x80, 0xff]);
      return bytes;
  }
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(0, 255)));
}

function topLevelField(random: Random): Buffer {
  switch (random.integer(0, 9)) {
    case 0:
      return varintField(random, random.pick([1, 2, 4, 5, 6, 10, 11, 12, 14, 15]));
    case 1:
      return stringField(random, random.pick([3, 7, 9, 13]));
    case 2:
    case 3:
      return stringField(random, random.pick([8, 17, 18]));
    case 4:
      return varintField(random, 16);
    case 5:
      return messageField(random, 19, (inner) => stringField(inner, inner.integer(1, 3)));
    case 6:
      return messageField(random, 64, resourceField);
    case 7:
      return messageField(random, 73, (inner) => lengthField(72, Buffer.from(vectorJson(inner))));
    case 8:
      return messageField(random, random.pick([20, 21, 39, 47, 53, 67]), anyField);
    default:
      return anyField(random);
  }
}

function resourceField(random: Random): Buffer {
  const field = random.integer(54, 63);
  if (random.chance(0.05)) return anyField(random);
  return field === 55 || field === 56 || field === 63 ? varintField(random, field) : doubleField(random, field);
}

/** Any number with any wire type: mostly what the schema does not know, or knows otherwise. */
function anyField(random: Random): Buffer {
  const field = random.chance(0.9) ? random.integer(1, 80) : random.pick([0, 1000, 2 ** 29 - 1]);
  switch (random.integer(0, 6)) {
    case 0:
    case 1:
      return varintField(random, field);
    case 2:
      return doubleField(random, field);
    case 3:
    case 4:
      return stringField(random, field);
    case 5: {
      const end = random.chance(0.95) ? field : field + 1;
      return Buffer.concat([tag(field, 3), fieldsOf(random, random.integer(0, 2), anyField), tag(end, 4)]);
    }
    default:
      return Buffer.concat([tag(field, 5), noise(random, 4)]);
  }
}

function fieldsOf(random: Random, count: number, field: (random: Random) => Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => field(random)));
}

function messageField(random: Random, field: number, inner: (random: Random) => Buffer): Buffer {
  return lengthField(field, fieldsOf(random, random.integer(0, 5), inner));
}

function stringField(random: Random, field: number): Buffer {
  const text = random.pick(["", "a", "worker-1", "registry.example/shop/cart:1.4.2", "zoë 雪 🦊", "x".repeat(300)]);
  if (random.chance(0.01)) return lengthField(field, noise(random, random.integer(1, 80)));
  return lengthField(field, Buffer.from(text));
}

function doubleField(random: Random, field: number): Buffer {
  const bytes = Buffer.alloc(8);
  const rare = random.pick([NaN, Infinity, -Infinity, -1, -0, 5e-324, 1.7e308]);
  bytes.writeDoubleLE(random.chance(0.08) ? rare : random.factor(5));
  return Buffer.concat([tag(field, 1), bytes]);
}

function varintField(random: Random, field: number): Buffer {
  const bits = BigInt(random.integer(0, 64));
  const value = (BigInt(random.integer(0, 2 ** 32 - 1)) << 32n) | BigInt(random.integer(0, 2 ** 32 - 1));
  const bytes = varint(value >> (64n - bits));
  // Longer than needed, which is allowed: up to ten bytes for a field the schema knows, any number for others.
  if (random.chance(0.05)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128;
    for (let more = random.integer(0, 9); more > 0; more--) bytes.push(128);
    bytes.push(random.pick([0, 1, 127]));
  }
  return Buffer.concat([tag(field, 0), Buffer.from(bytes)]);
}

function lengthField(field: number, content: Buffer): Buffer {
  return Buffer.concat([tag(field, 2), Buffer.from(varint(BigInt(content.length))), content]);
}

function tag(field: number, wireType: number): Buffer {
  return Buffer.from(varint(BigInt(field) * 8n + BigInt(wireType)));
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

/** JSON near a syscall vector, in every spelling that some producer may choose. */
export function vectorJson(random: Random): string {
  if (random.chance(0.03)) {
    return random.pick([
      "",
      "[]",
      "null",
      "7",
      '"0"',
      "{",
      "{}",
      " {} ",
      '{"0":{}}',
      '{"__proto__":1}',
      "\ufeff{}",
      '{"0":1}\0',
    ]);
  }
  const space = () => random.pick(["", "", "", " ", "\n\t"]);
  const pairs = Array.from({ length: random.integer(0, 30) }, () => {
    return `${space()}"${numberText(random)}"${space()}:${space()}${countText(random)}${space()}`;
  });
  return `${space()}{${pairs.join(",")}}${space()}`;
}

function numberText(random: Random): string {
  if (random.chance(0.99)) return String(random.integer(0, 600));
  const rare = ["-1", "1.5", "01", "1e2", " 1", "x", "", "__proto__", "9".repeat(15), "9".repeat(16), "9".repeat(400)];
  return random.chance(0.5) ? random.pick(["\\u0031", "499", "500"]) : (rare[random.integer(0, rare.length - 1)] ?? "");
}

function countText(random: Random): string {
  if (random.chance(0.9)) return random.pick([String(random.integer(0, 1e6)), `"${random.integer(0, 20)}"`, "0"]);
  if (random.chance(0.8))
    return random.pick(["10.0", "1e3", "-0", "999999999999999", "9007199254740991", '"9007199254740991"']);
  const rare = [
    "-1",
    "1.5",
    "1e400",
    "9007199254740992",
    '"9007199254740993"',
    "null",
    "true",
    "[]",
    '""',
    '"-1"',
    '"1.5"',
    '"01"',
    '" 1"',
    "01",
    "+1",
    "1.",
  ];
  return rare[random.integer(0, rare.length - 1)] ?? "";
}
