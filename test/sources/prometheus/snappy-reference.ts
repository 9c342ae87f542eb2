/** Snappy's block format in its simplest: a decompressor that checks all, and a compressor that knows runs of one byte. */

/** @returns the block: each run of a byte is a literal and copies of it, whose length is in front unless another is claimed. */
export function compressReference(bytes: Uint8Array, claimed = bytes.length): Buffer {
  const out: number[] = [];
  let rest = claimed;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  out.push(rest);
  for (let from = 0; from < bytes.length;) {
    let to = from + 1;
    while (to < bytes.length && bytes[to] === bytes[from]) to++;
    out.push(0, bytes[from]!);
    for (let left = to - from - 1; left > 0; left -= 64) out.push(((Math.min(left, 64) - 1) << 2) | 2, 1, 0);
    from = to;
  }
  return Buffer.from(out);
}

/** @throws where the block is not sound; it trusts nothing but its own bounds. */
export function uncompressReference(block: Uint8Array, length: number): Uint8Array {
  const bytes = Buffer.from(block);
  const out = Buffer.alloc(length);
  let at = 0;
  let filled = 0;
  while (at < bytes.length && bytes[at]! >= 128) at++;
  at++;
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    if ((tag & 3) === 0) {
      const extra = Math.max(0, (tag >>> 2) - 59);
      const size = (extra === 0 ? tag >>> 2 : bytes.readUIntLE(at, extra)) + 1;
      at += extra;
      if (at + size > bytes.length || filled + size > length) throw new Error("literal too long");
      out.set(bytes.subarray(at, at + size), filled);
      at += size;
      filled += size;
      continue;
    }
    const near = (tag & 3) === 1;
    const extra = near ? 1 : (tag & 3) === 2 ? 2 : 4;
    const size = near ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const offset = bytes.readUIntLE(at, extra) + (near ? (tag >>> 5) * 256 : 0);
    at += extra;
    if (offset === 0 || offset > filled || filled + size > length) throw new Error("copy out of bounds");
    for (const end = filled + size; filled < end; filled++) out[filled] = out[filled - offset]!;
  }
  if (filled !== length) throw new Error("too short");
  return out;
}
