/**
 * States on their way to another store, as a file of lines: `picket-states FORMAT`, then for each snapshot its manifest and
 * a line of base64 for each entry, then `sha256 DIGEST` of all before it. Manifests and entries are those of the stores,
 * with their checksums.
 */

import { createHash } from "node:crypto";
import { PicketError } from "../errors/picket-error.ts";
import { checksumOf } from "./checksum.ts";
import { packEntry, readEntry, type PackedEntry } from "./entry.ts";
import { decodeManifest, encodeManifest } from "./manifest.ts";
import { PackedEntries } from "./packed-entries.ts";
import type { Snapshot, StateScope } from "./port.ts";

/** A snapshot, and whose it is. */
export interface ExportedSnapshot extends Snapshot {
  readonly scope: StateScope;
}

export interface ImportedSnapshot extends ExportedSnapshot {
  readonly entries: PackedEntries;
}

const format = 1;

/** @returns the file's lines, each with its end. */
export async function* exportLines(snapshots: AsyncIterable<ExportedSnapshot>): AsyncGenerator<string> {
  const digest = createHash("sha256");
  const counted = (text: string): string => {
    digest.update(text);
    return text;
  };
  yield counted(`picket-states ${format}\n`);
  for await (const { scope, manifest, entries } of snapshots) {
    yield counted(`${encodeManifest({ ...manifest, scope, parts: [] })}\n`);
    for (const [name, content] of entries) yield counted(`${packEntry(name, content).packed.toString("base64")}\n`);
  }
  yield `sha256 ${digest.digest("hex")}\n`;
}

/**
 * Reads what `exportLines` wrote, `lines` without their ends.
 * @throws PicketError `STATE_FILE_INVALID` for anything else, with the line's number.
 */
export async function importLines(lines: AsyncIterable<string>): Promise<readonly ImportedSnapshot[]> {
  const reader = new LineReader(lines);
  const first = await reader.next();
  if (first !== `picket-states ${format}`) {
    const other = /^picket-states (\d{1,9})$/.exec(first ?? "");
    throw reader.invalid(other ? `it has format ${other[1]}, this version reads ${format}` : "it holds no states");
  }
  const snapshots: ImportedSnapshot[] = [];
  for (;;) {
    const digest = reader.digest;
    const line = await reader.next();
    if (line === `sha256 ${digest}`) break;
    if (line === undefined) throw reader.invalid("its end is missing");
    if (line.startsWith("sha256 ")) throw reader.invalid("its checksum does not match");
    snapshots.push(await snapshotFrom(line, reader));
  }
  if ((await reader.next()) !== undefined) throw reader.invalid("it goes on after its end");
  return snapshots;
}

async function snapshotFrom(line: string, reader: LineReader): Promise<ImportedSnapshot> {
  const manifest = decodeManifest(line);
  if (typeof manifest === "string") throw reader.invalid(manifest);
  const entries = new Map<string, PackedEntry>();
  for (let i = 0; i < manifest.entries; i += 1) {
    const entry = readEntry(Buffer.from((await reader.next()) ?? "", "base64"));
    if (typeof entry === "string") throw reader.invalid(entry);
    entries.set(entry.name, entry);
  }
  const checksum = checksumOf([...entries.values()].map(({ hash }) => hash));
  if (checksum !== manifest.checksum) throw reader.invalid("a snapshot's entries are not those of its checksum");
  return { scope: manifest.scope, manifest, entries: new PackedEntries(entries) };
}

class LineReader {
  readonly #lines: AsyncIterator<string>;
  readonly #hash = createHash("sha256");
  #number = 0;

  constructor(lines: AsyncIterable<string>) {
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** Of all lines so far. */
  get digest(): string {
    return this.#hash.copy().digest("hex");
  }

  async next(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    this.#number += 1;
    if (done === true) return undefined;
    this.#hash.update(`${value}\n`);
    return value;
  }

  invalid(problem: string): PicketError {
    return new PicketError(
      "STATE_FILE_INVALID",
      `The file of states cannot be read at line ${this.#number}: ${problem}.`,
      {
        context: { line: this.#number },
      },
    );
  }
}
