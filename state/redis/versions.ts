/** Reads versions of entries from a chain's hash: all of a snapshot, or some by name. */

import { readEntry, type PackedEntry } from "../entry.ts";
import { fieldOf, versionOf, type Version } from "./keys.ts";
import type { RedisLink } from "./link.ts";
import { isWrongType } from "./problems.ts";

/** An entry, and the offset under which it is stored. */
export interface StoredVersion {
  readonly entry: PackedEntry;
  readonly offset: number;
}

const scanCount = 500;
/** Fields in one command: a bound on the time for which Redis does nothing else. */
const fetchCount = 500;

/** For each name in the hash at `key`, its newest version not above `offset`; or what is wrong with them. */
export async function versionsAt(
  link: RedisLink,
  key: string,
  offset: number,
): Promise<Map<string, StoredVersion> | string> {
  const found = new Map<string, { packed: Buffer; offset: number }>();
  try {
    for await (const [field, packed] of scanHash(link, key)) {
      const version = versionOf(field.toString());
      if (version === undefined || version.offset > offset) continue;
      if ((found.get(version.name)?.offset ?? -1) <= version.offset)
        found.set(version.name, { packed, offset: version.offset });
    }
  } catch (error) {
    if (isWrongType(error)) return `the key ${key} holds something else than entries`;
    throw error;
  }
  const entries = new Map<string, StoredVersion>();
  for (const [name, version] of found) {
    const entry = readEntry(version.packed);
    const problem = typeof entry === "string" ? entry : entry.name === name ? undefined : "it is of another name";
    if (typeof entry === "string" || problem !== undefined)
      return `the entry ${JSON.stringify(name)} cannot be read: ${problem}`;
    entries.set(name, { entry, offset: version.offset });
  }
  return entries;
}

/** What is stored of `wanted`, packed and unchecked, in the same order; nothing where the key holds something else. */
export async function fetchVersions(
  link: RedisLink,
  key: string,
  wanted: readonly Version[],
): Promise<readonly (Buffer | undefined)[]> {
  const found: (Buffer | undefined)[] = [];
  try {
    for (let i = 0; i < wanted.length; i += fetchCount) {
      const fields = wanted.slice(i, i + fetchCount).map(fieldOf);
      found.push(...buffers(await link.command("fetching states", "HMGET", key, ...fields)));
    }
  } catch (error) {
    if (!isWrongType(error)) throw error;
  }
  return found;
}

async function* scanHash(link: RedisLink, key: string): AsyncGenerator<readonly [field: Buffer, value: Buffer]> {
  let cursor = "0";
  do {
    const answer = await link.command("loading a snapshot", "HSCAN", key, cursor, "COUNT", scanCount);
    const [next, pairs] = Array.isArray(answer) ? answer : [];
    const flat = buffers(pairs);
    for (let i = 0; i + 1 < flat.length; i += 2) yield [flat[i]!, flat[i + 1]!];
    cursor = String(next);
  } while (cursor !== "0");
}

/** The elements of an answer, without those that are none. */
export function buffers(answer: unknown): readonly (Buffer | undefined)[] {
  if (!Array.isArray(answer)) return [];
  return answer.map((one: unknown) => (Buffer.isBuffer(one) ? one : undefined));
}
