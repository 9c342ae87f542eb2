/**
 * The checksum of a snapshot: the sum, modulo 2^64, of its entries' hashes. It does not depend on their order, and a save
 * brings it up to date from the changed entries alone.
 */

export function checksumOf(hashes: Iterable<bigint>): string {
  let sum = 0n;
  for (const hash of hashes) sum += hash;
  return BigInt.asUintN(64, sum).toString(16).padStart(16, "0");
}
