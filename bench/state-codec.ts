/**
 * How small and how fast the detectors' snapshots pack: `node bench/state-codec.ts`. Trains every built-in detector on the
 * golden events and prints bytes and microseconds per snapshot for each way of compressing it.
 */

import { constants, deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { modelNames } from "../topology/detectors/built-in.ts";
import { goldenSnapshots } from "./golden-snapshots.ts";

const zstdLevel = (level: number) => ({ params: { [constants.ZSTD_c_compressionLevel]: level } });

const ways: readonly (readonly [name: string, pack: (bytes: Buffer) => Buffer, unpack: (bytes: Buffer) => Buffer])[] = [
  ["raw", (bytes) => bytes, (bytes) => bytes],
  ["deflate 1", (bytes) => deflateRawSync(bytes, { level: 1 }), (bytes) => inflateRawSync(bytes)],
  ["deflate 6", (bytes) => deflateRawSync(bytes, { level: 6 }), (bytes) => inflateRawSync(bytes)],
  ["zstd 1", (bytes) => zstdCompressSync(bytes, zstdLevel(1)), (bytes) => zstdDecompressSync(bytes)],
  ["zstd 3", (bytes) => zstdCompressSync(bytes, zstdLevel(3)), (bytes) => zstdDecompressSync(bytes)],
  ["zstd 6", (bytes) => zstdCompressSync(bytes, zstdLevel(6)), (bytes) => zstdDecompressSync(bytes)],
];

for (const model of modelNames) {
  for (const [name, snapshots] of await goldenSnapshots(model)) {
    console.log(`\n${name}, ${model}: ${snapshots.length} states`);
    for (const [way, pack, unpack] of ways) console.log(`  ${way.padEnd(10)} ${measured(snapshots, pack, unpack)}`);
  }
}

function measured(
  snapshots: readonly Buffer[],
  pack: (bytes: Buffer) => Buffer,
  unpack: (bytes: Buffer) => Buffer,
): string {
  const rounds = Math.ceil(300 / snapshots.length);
  const packed = snapshots.map((bytes) => pack(bytes));
  const bytes = packed.reduce((sum, one) => sum + one.length, 0) / packed.length;
  const time = (work: () => void): number => {
    const start = performance.now();
    for (let round = 0; round < rounds; round += 1) work();
    return ((performance.now() - start) * 1000) / (rounds * snapshots.length);
  };
  const packing = time(() => snapshots.forEach((one) => pack(one)));
  const unpacking = time(() => packed.forEach((one) => unpack(one)));
  const largest = Math.max(...packed.map((one) => one.length));
  return `${bytes.toFixed(0).padStart(6)} B (largest ${largest}), pack ${packing.toFixed(0)} us, unpack ${unpacking.toFixed(0)} us`;
}
