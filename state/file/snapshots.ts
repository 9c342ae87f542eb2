/**
 * One partition's snapshots in a directory. A save writes its changes to a segment, a new file, and then a manifest that
 * names all segments of the snapshot in order; later entries stand for earlier ones of the same name. Every file is whole or
 * not there (fsync, then rename), so at each moment the newest manifest is that of a whole snapshot. When more than half of
 * the bytes are of entries that were replaced, a save writes everything into one segment instead.
 *
 * Manifests carry epoch and offset in their names, and the newest is the one that sorts highest: a zombie's can appear but
 * does not come to the top. A session removes no file of a later epoch than its own, but those of snapshots that it replaces.
 */

import path from "node:path";
import { checksumOf } from "../checksum.ts";
import { packEntry, packForgotten, type PackedEntry } from "../entry.ts";
import { fetchedEntry } from "../fetched-entry.ts";
import { decodeManifest, encodeManifest, isOf, type StoredManifest } from "../manifest.ts";
import { PackedEntries } from "../packed-entries.ts";
import type { PartitionSnapshots, SaveOutcome, SaveRequest, Snapshot, StateIdentity, StateScope } from "../port.ts";
import { goesBack, isBaseless, isOvertaken, nextManifest, previousOf } from "../succession.ts";
import { codeOf, filesUnavailable, writeWhole, type Files, type Range } from "./files.ts";
import { identityDirectory, manifestsAbove, manifestsOf, parseFileName, type FileName } from "./names.ts";
import { framed, framedBytes, packedRange, readSegment } from "./segment.ts";

/** Where an entry is: its frame's place in a segment. */
interface Indexed extends Range {
  readonly hash: bigint;
  readonly segment: string;
}

type Index = ReadonlyMap<string, Indexed>;

/** A whole snapshot as the session knows it: what its next save builds on. */
interface Base {
  readonly file: string;
  readonly manifest: StoredManifest;
  readonly index: Index;
  /** Of all its segments. */
  readonly bytes: number;
}

export class FileSnapshots implements PartitionSnapshots {
  readonly #files: Files;
  readonly #directory: string;
  readonly #scope: StateScope;
  readonly #identity: StateIdentity;
  #base: Base | undefined;
  /** Names of files that lay there when this session looked last, and of its own manifest. */
  #seen: ReadonlySet<string> = new Set();

  constructor(files: Files, root: string, scope: StateScope, identity: StateIdentity) {
    this.#files = files;
    this.#directory = identityDirectory(root, scope, identity);
    this.#scope = scope;
    this.#identity = identity;
  }

  async load(
    onProblem: (problem: string) => void,
    first: "newest" | "previous" = "newest",
  ): Promise<Snapshot | undefined> {
    return this.#orUnavailable(async () => {
      this.#base = undefined;
      const names = await this.#files.names(this.#directory);
      this.#seen = new Set(names);
      const manifests = manifestsOf(names);
      for (const { name } of manifests.slice(first === "newest" ? 0 : 1)) {
        const snapshot = await this.#read(name);
        if (typeof snapshot !== "string") return snapshot;
        onProblem(`the snapshot ${path.join(this.#directory, name)} cannot be used: ${snapshot}`);
      }
      return undefined;
    });
  }

  async save(request: SaveRequest): Promise<SaveOutcome> {
    return this.#orUnavailable(async () => {
      const names = await this.#files.names(this.#directory);
      const manifests = manifestsOf(names);
      if (manifests.some((file) => !this.#seen.has(file.name) && isOvertaken(file, request))) return "refused";
      const base = this.#base;
      const isThere = [base?.file, ...(base?.manifest.parts ?? [])].every(
        (name) => name === undefined || names.includes(name),
      );
      if (!isThere || isBaseless(base, request) || goesBack(base?.manifest, request)) {
        this.#base = undefined;
        this.#seen = new Set(names);
        return "incomplete";
      }
      const saved = await this.#write(base, request, names);
      this.#seen = new Set([...names, saved.file]);
      const retired = await this.#bringToTop(saved.file, manifests);
      this.#base = saved;
      const pair = { newest: manifests[0]?.name, previous: manifests[1]?.name };
      const kept = previousOf(pair, base?.file, request, (name) => parseFileName(name)?.offset);
      await this.#tidy(saved, kept, request.epoch, retired);
      return "saved";
    });
  }

  async fetch(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const index: Index = this.#base?.index ?? new Map();
    const known = names.filter((name) => index.has(name));
    const stored = new Map<string, Buffer | undefined>();
    await this.#orUnavailable(async () => {
      for (const [segment, own] of Map.groupBy(known, (name) => index.get(name)!.segment)) {
        const ranges = own.map((name) => packedRange(index.get(name)!));
        const found = await ifThere(this.#files.readRanges(this.#path(segment), ranges));
        for (const [i, name] of own.entries()) stored.set(name, found?.[i]);
      }
    });
    return new Map(names.map((name) => [name, fetchedEntry(name, stored.get(name), index.get(name)?.hash)]));
  }

  /** Makes the snapshot of a manifest the session's base. @returns it, or what is wrong with it. */
  async #read(name: string): Promise<Snapshot | string> {
    const file = parseFileName(name);
    const text = await this.#readIfThere(name);
    const manifest = text === undefined ? "it has just been removed" : decodeManifest(text.toString());
    if (typeof manifest === "string") return manifest;
    const misplaced = manifest.offset !== file?.offset || manifest.epoch !== file.epoch;
    if (misplaced || !isOf(manifest, this.#scope, this.#identity)) return "it belongs elsewhere";
    const packed = new Map<string, PackedEntry>();
    const index = new Map<string, Indexed>();
    let bytes = 0;
    for (const part of manifest.parts) {
      const segment = await this.#readIfThere(part);
      if (segment === undefined) return `its segment ${part} is missing`;
      bytes += segment.length;
      const entries = readSegment(segment);
      if (typeof entries === "string") return `its segment ${part} is damaged: ${entries}`;
      put(packed, index, entries, part);
    }
    if (packed.size !== manifest.entries) return `it should have ${manifest.entries} entries, ${packed.size} are there`;
    if (checksumOf([...index.values()].map(({ hash }) => hash)) !== manifest.checksum)
      return "its entries are not those of its checksum";
    this.#base = { file: name, manifest, index, bytes };
    return { manifest, entries: new PackedEntries(packed) };
  }

  async #write(base: Base | undefined, request: SaveRequest, names: readonly string[]): Promise<Base> {
    await this.#files.makeDirectory(this.#directory);
    const segment = freshName(`entries-${request.epoch}-${request.offset}`, names);
    const changes = Array.from(request.changed, ([name, content]) => packEntry(name, content));
    const known = request.removed.filter((name) => base?.index.has(name));
    const written = [...changes, ...known.map(packForgotten)];
    const index = new Map(base?.index);
    put(new Map(), index, written, segment);
    const live = [...index.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    const added = written.reduce((sum, entry) => sum + framedBytes(entry), 0);
    let bytes = (base?.bytes ?? 0) + added;
    const parts = written.length === 0 ? [...(base?.manifest.parts ?? [])] : [...(base?.manifest.parts ?? []), segment];
    if (bytes > 2 * live) {
      const kept = await this.#live(base, index);
      const all = [...kept, ...written.filter(({ forgotten }) => !forgotten)];
      put(new Map(), index, all, segment);
      await this.#writeSegment(segment, all);
      parts.splice(0, Infinity, segment);
      bytes = live;
    } else if (written.length > 0) {
      await this.#writeSegment(segment, written);
    }
    const manifest = nextManifest(this.#scope, this.#identity, request, index, parts);
    const file = `manifest-${request.epoch}-${request.offset}`;
    await writeWhole(this.#files, this.#path(file), [Buffer.from(encodeManifest(manifest))]);
    return { file, manifest, index, bytes };
  }

  /**
   * Removes the manifests that sort above the new one, those of a deleted group or of offsets that were set back: the
   * highest last, so that a reader always sees the snapshot before or the new one. @returns what they were made of.
   */
  async #bringToTop(file: string, manifests: readonly FileName[]): Promise<readonly string[]> {
    const above = manifestsAbove(file, manifests);
    const parts: string[] = [];
    for (const { name } of above.toReversed()) {
      const manifest = decodeManifest(String(await this.#readIfThere(name)));
      if (typeof manifest === "object") parts.push(...manifest.parts);
      await this.#files.remove(this.#path(name));
    }
    if (above.length > 0) await this.#files.syncDirectory(this.#directory);
    return parts;
  }

  async #writeSegment(segment: string, entries: readonly PackedEntry[]): Promise<void> {
    await writeWhole(this.#files, this.#path(segment), chunked(entries.flatMap(framed)));
  }

  /** Entries of the base's segments that still stand in `index`, packed as they are. */
  async #live(base: Base | undefined, index: Index): Promise<readonly PackedEntry[]> {
    const live: PackedEntry[] = [];
    for (const part of base?.manifest.parts ?? []) {
      const entries = readSegment(await this.#files.read(this.#path(part)));
      if (typeof entries === "string") throw new Error(`the segment ${part} is damaged: ${entries}`);
      live.push(...entries.filter(({ name, forgotten }) => !forgotten && index.get(name)?.segment === part));
    }
    return live;
  }

  /** Removes what neither of the two snapshots needs. A failure costs nothing but space until the next save. */
  async #tidy(
    { file, manifest }: Base,
    previous: string | undefined,
    epoch: number,
    retired: readonly string[],
  ): Promise<void> {
    try {
      const text = previous === undefined ? undefined : await this.#readIfThere(previous);
      const before = text === undefined ? undefined : decodeManifest(text.toString());
      const needed = new Set([file, ...manifest.parts]);
      if (previous !== undefined) needed.add(previous);
      if (typeof before === "object") for (const part of before.parts) needed.add(part);
      for (const name of await this.#files.names(this.#directory)) {
        const found = parseFileName(name.replace(/\.partial$/, ""));
        const isLater = found !== undefined && found.epoch > epoch && !retired.includes(name);
        if (found !== undefined && !isLater && !needed.has(name)) await this.#files.remove(this.#path(name));
      }
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
    }
  }

  async #readIfThere(name: string): Promise<Buffer | undefined> {
    return ifThere(this.#files.read(this.#path(name)));
  }

  #path(name: string): string {
    return path.join(this.#directory, name);
  }

  async #orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      throw filesUnavailable(this.#directory, error);
    }
  }
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Puts a segment's entries, in their order, over those of earlier segments. */
function put(
  packed: Map<string, PackedEntry>,
  index: Map<string, Indexed>,
  entries: readonly PackedEntry[],
  segment: string,
): void {
  let start = 0;
  for (const entry of entries) {
    const bytes = framedBytes(entry);
    if (entry.forgotten) {
      packed.delete(entry.name);
      index.delete(entry.name);
    } else {
      packed.set(entry.name, entry);
      index.set(entry.name, { hash: entry.hash, segment, start, bytes });
    }
    start += bytes;
  }
}

/** A save that was cut, or repeated at the same offset, may have left a segment of that name. */
function freshName(stem: string, taken: readonly string[]): string {
  for (let serial = 1; ; serial += 1) {
    const name = `${stem}-${serial}`;
    if (!taken.includes(name)) return name;
  }
}

/** Small buffers joined to pieces that are worth a write. */
function* chunked(buffers: readonly Buffer[], size = 256 * 1024): Generator<Buffer> {
  let pending: Buffer[] = [];
  let bytes = 0;
  for (const buffer of buffers) {
    pending.push(buffer);
    bytes += buffer.length;
    if (bytes < size) continue;
    yield Buffer.concat(pending);
    pending = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pending);
}
