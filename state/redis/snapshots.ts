/**
 * One partition's snapshots in Redis. A hash holds versions of entries, `name@offset`; a manifest at offset S means, for each
 * name, its newest version not above S. So a save adds versions and then names a new manifest, in one step: until that step
 * readers see the old snapshot, whole, because nothing that it needs was touched.
 *
 * A session claims the partition at its first save, unless it was overtaken since it loaded (succession.ts). From then on
 * each script of an earlier owner is refused, whatever it still has under way: a zombie can neither name a manifest nor add
 * or remove a version. What it wrote before the claim (versions of a save that never finished) is swept then. After any
 * failure the session claims anew, so that it never guesses what a lost answer meant. The scripts of a claim are counted in
 * Redis and here, so that it is noticed when Redis lost the last of them.
 *
 * A chain is a save of everything and the saves of changes that build on it; each chain has a hash of its own, so that
 * nothing of one state is mixed into another that does not descend from it. The field `chain` marks a hash that was never
 * evicted or emptied meanwhile: without it, changes are refused as incomplete.
 */

import { packEntry, packForgotten, type PackedEntry } from "../entry.ts";
import { fetchedEntry } from "../fetched-entry.ts";
import { decodeManifest, encodeManifest, isOf, type StoredManifest } from "../manifest.ts";
import { PackedEntries } from "../packed-entries.ts";
import type { PartitionSnapshots, SaveOutcome, SaveRequest, Snapshot, StateIdentity, StateScope } from "../port.ts";
import { goesBack, isBaseless, isOvertaken, nextManifest, previousOf } from "../succession.ts";
import { checksumOf } from "../checksum.ts";
import { fieldOf, partitionKeys, versionOf, type PartitionKeys } from "./keys.ts";
import type { RedisLink } from "./link.ts";
import { isWrongType, stateUnavailable } from "./problems.ts";
import { claimScript, commitScript, writeScript, type Script } from "./scripts.ts";
import { buffers, fetchVersions, versionsAt } from "./versions.ts";

export interface RedisSnapshotOptions {
  readonly keyPrefix: string;
  /** A partition's keys vanish so long after its last save. */
  readonly expiryMs: number;
}

/** Bytes of entries in one command: a bound on memory and on the time for which Redis does nothing else. */
const chunkBytes = 512 * 1024;
const chunkFields = 1000;
const loadAttempts = 3;
const claimAttempts = 3;

/** What the session's last load or save left in the store. */
interface Base {
  readonly text: string;
  readonly manifest: StoredManifest;
}

/** An entry as it stands at the base. */
interface Indexed {
  readonly hash: bigint;
  readonly offset: number;
}

/** Who had the partition, and the newest manifest, when the session looked last. */
interface Seen {
  readonly owner?: string | undefined;
  readonly newest?: string | undefined;
}

/** What holds from a claim to the next failure. */
interface Claim {
  readonly owner: string;
  readonly epoch: number;
  readonly chain: string;
  begun: boolean;
  /** Scripts that were run under it. */
  steps: number;
  newest: string | undefined;
  previous: string | undefined;
  /** Chains that were begun and may be of no use any more. */
  readonly chains: Set<string>;
  /** Fields that are of no use as soon as the previous snapshot is of that offset. */
  readonly garbage: { readonly field: string; readonly from: number }[];
}

class Stopped extends Error {
  readonly outcome: "refused" | "incomplete";

  constructor(outcome: "refused" | "incomplete") {
    super(outcome);
    this.outcome = outcome;
  }
}

let sessions = 0;

export class RedisSnapshots implements PartitionSnapshots {
  readonly #link: RedisLink;
  readonly #options: RedisSnapshotOptions;
  readonly #scope: StateScope;
  readonly #identity: StateIdentity;
  readonly #keys: PartitionKeys;
  readonly #session = (sessions += 1);
  #claims = 0;
  #base: Base | undefined;
  #index = new Map<string, Indexed>();
  #claim: Claim | undefined;
  #seen: Seen = {};

  constructor(link: RedisLink, options: RedisSnapshotOptions, scope: StateScope, identity: StateIdentity) {
    this.#link = link;
    this.#options = options;
    this.#scope = scope;
    this.#identity = identity;
    this.#keys = partitionKeys(options.keyPrefix, scope, identity);
  }

  async load(
    onProblem: (problem: string) => void,
    first: "newest" | "previous" = "newest",
  ): Promise<Snapshot | undefined> {
    this.#forget();
    for (let attempt = 1; ; attempt += 1) {
      const problems: string[] = [];
      const [newest, previous, owner] = await this.#manifests(problems);
      this.#seen = { owner, newest };
      const found = await this.#firstReadable([first === "newest" ? newest : undefined, previous], problems);
      // An owner that saved meanwhile may have removed what was being read: look again at what it left.
      const moved = problems.length > 0 && (await this.#manifests([]))[0] !== newest;
      if (moved && attempt < loadAttempts) continue;
      for (const problem of problems) onProblem(problem);
      return found;
    }
  }

  async save(request: SaveRequest): Promise<SaveOutcome> {
    try {
      // A session may outlive a generation of its group, and then its offsets may have been set back.
      if (this.#claim?.epoch !== request.epoch || goesBack(this.#base?.manifest, request)) this.#claim = undefined;
      this.#claim ??= await this.#claimFor(request);
      const index = await this.#write(this.#claim, request);
      await this.#commit(this.#claim, request, index);
      await this.#tidy(this.#claim);
      return "saved";
    } catch (error) {
      this.#claim = undefined;
      if (!(error instanceof Stopped)) throw error;
      if (error.outcome === "incomplete") this.#forget();
      return error.outcome;
    }
  }

  async fetch(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    // A save that ends meanwhile leaves what it built on, as the previous snapshot.
    const index = this.#index;
    const chain = this.#base?.manifest.parts[0] ?? "";
    const wanted = names.map((name) => ({ name, offset: index.get(name)?.offset ?? 0 }));
    const stored = await fetchVersions(this.#link, this.#keys.entries(chain), wanted);
    return new Map(names.map((name, i) => [name, fetchedEntry(name, stored[i], index.get(name)?.hash)]));
  }

  #forget(): void {
    this.#base = undefined;
    this.#claim = undefined;
    this.#index = new Map();
  }

  /** The texts of the newest and the previous manifest, and who has the partition. */
  async #manifests(problems: string[]): Promise<readonly (string | undefined)[]> {
    try {
      const words = [this.#keys.manifests, "newest", "previous", "owner"];
      const answer = await this.#link.command("loading a snapshot", "HMGET", ...words);
      return buffers(answer).map((text) => text?.toString());
    } catch (error) {
      if (!isWrongType(error)) throw error;
      problems.push(
        `the key ${this.#keys.manifests} holds something else than manifests; there is no snapshot to load`,
      );
      return [];
    }
  }

  async #firstReadable(texts: readonly (string | undefined)[], problems: string[]): Promise<Snapshot | undefined> {
    for (const [i, text] of texts.entries()) {
      if (text === undefined) continue;
      const snapshot = await this.#read(text);
      if (typeof snapshot !== "string") return snapshot;
      const which = i === 0 ? "newest" : "previous";
      problems.push(`the ${which} snapshot in ${this.#keys.manifests} cannot be used: ${snapshot}`);
    }
    return undefined;
  }

  /** Makes the snapshot of a manifest the session's base. @returns it, or what is wrong with it. */
  async #read(text: string): Promise<Snapshot | string> {
    const manifest = decodeManifest(text);
    if (typeof manifest === "string") return manifest;
    const chain = manifest.parts[0];
    if (!isOf(manifest, this.#scope, this.#identity) || chain === undefined) return "it belongs to another partition";
    const versions = await versionsAt(this.#link, this.#keys.entries(chain), manifest.offset);
    if (typeof versions === "string") return versions;
    const present = [...versions].filter(([, { entry }]) => !entry.forgotten);
    if (present.length !== manifest.entries)
      return `it should have ${manifest.entries} entries, ${present.length} are there`;
    if (checksumOf(present.map(([, { entry }]) => entry.hash)) !== manifest.checksum)
      return "its entries are not those of its checksum";
    this.#base = { text, manifest };
    this.#index = new Map(present.map(([name, { entry, offset }]) => [name, { hash: entry.hash, offset }]));
    return { manifest, entries: new PackedEntries(new Map(present.map(([name, { entry }]) => [name, entry]))) };
  }

  /** Takes the partition, and removes what neither snapshot needs. */
  async #claimFor(request: SaveRequest): Promise<Claim> {
    const base = this.#base;
    if (isBaseless(base, request)) throw new Stopped("incomplete");
    const owner = `${request.epoch}:${request.savedAt}:${this.#session}:${(this.#claims += 1)}`;
    const fields = await this.#take(owner, base === undefined ? owner : "", request);
    const [newest, previous] = [fields.get("newest"), fields.get("previous")];
    const isGone = base !== undefined && base.text !== newest && base.text !== previous;
    if (isGone || goesBack(base?.manifest, request)) throw new Stopped("incomplete");
    const chains = [...fields.keys()].filter((field) => field.startsWith("chain:")).map((field) => field.slice(6));
    const claim: Claim = {
      owner,
      epoch: request.epoch,
      chain: base?.manifest.parts[0] ?? owner,
      begun: base !== undefined,
      steps: 0,
      newest,
      previous,
      chains: new Set(chains),
      garbage: [],
    };
    if (base !== undefined) await this.#sweep(claim, base);
    return claim;
  }

  /** Becomes the owner. @returns the fields of the manifests' hash. @throws Stopped "refused" when it was overtaken. */
  async #take(owner: string, chain: string, request: SaveRequest): Promise<ReadonlyMap<string, string>> {
    let expected = this.#seen;
    for (let attempt = 1; attempt <= claimAttempts; attempt += 1) {
      const words = [owner, expected.owner ?? "", expected.newest ?? "", chain, this.#options.expiryMs];
      const answer = await this.#link.run("saving a snapshot", claimScript, [this.#keys.manifests], words);
      const [taken, flat] = Array.isArray(answer) ? answer : [];
      const fields = fieldsOf(buffers(flat).map(String));
      const found = { owner: fields.get("owner"), newest: fields.get("newest") };
      if (taken === 1) {
        this.#seen = found;
        return fields;
      }
      if (this.#isOvertaken(found, request)) break;
      expected = found;
    }
    throw new Stopped("refused");
  }

  #isOvertaken({ owner, newest }: Seen, request: SaveRequest): boolean {
    const manifest = newest === this.#seen.newest ? undefined : manifestOf(newest);
    const epoch = owner === this.#seen.owner ? 0 : Number.parseInt(owner ?? "0", 10);
    return (manifest !== undefined && isOvertaken(manifest, request)) || epoch > request.epoch;
  }

  /** Removes versions that neither the base nor, where the base is the newest, the snapshot before it can need. */
  async #sweep(claim: Claim, base: Base): Promise<void> {
    const before = base.text === claim.newest ? manifestOf(claim.previous) : undefined;
    const fields = buffers(await this.#link.command("saving a snapshot", "HKEYS", this.#keys.entries(claim.chain)));
    const versions = fields.map((field) => versionOf(String(field))).filter((version) => version !== undefined);
    const offsets = [base.manifest.offset];
    if (before?.parts[0] === claim.chain) offsets.push(before.offset);
    const needed = new Set<string>();
    for (const offset of offsets) {
      const newest = new Map<string, number>();
      for (const version of versions) {
        if (version.offset > offset || version.offset < (newest.get(version.name) ?? 0)) continue;
        newest.set(version.name, version.offset);
      }
      for (const [name, at] of newest) needed.add(fieldOf({ name, offset: at }));
    }
    const unneeded = versions.map(fieldOf).filter((field) => !needed.has(field));
    await this.#remove(claim, unneeded);
    for (const version of versions) {
      const field = fieldOf(version);
      const current = this.#index.get(version.name)?.offset === version.offset;
      if (needed.has(field) && !current) claim.garbage.push({ field, from: base.manifest.offset });
    }
    // A name's tombstone must go last, or what it hides would be back.
    claim.garbage.sort((one, other) => versionOf(one.field)!.offset - versionOf(other.field)!.offset);
  }

  /** Adds the versions of `request`. @returns the index as it is after them. */
  async #write(claim: Claim, request: SaveRequest): Promise<Map<string, Indexed>> {
    const index = new Map(this.#index);
    let chunk: (string | Buffer)[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      await this.#change(claim, [], chunk);
      chunk = [];
      bytes = 0;
    };
    const add = async (entry: PackedEntry): Promise<void> => {
      chunk.push(fieldOf({ name: entry.name, offset: request.offset }), entry.packed);
      bytes += entry.packed.length;
      if (bytes >= chunkBytes || chunk.length >= 2 * chunkFields) await flush();
    };
    for (const [name, content] of request.changed) {
      const entry = packEntry(name, content);
      await add(entry);
      index.set(name, { hash: entry.hash, offset: request.offset });
    }
    for (const name of request.removed) {
      if (index.delete(name)) await add(packForgotten(name));
    }
    if (chunk.length > 0 || !claim.begun) await flush();
    return index;
  }

  async #commit(claim: Claim, request: SaveRequest, index: Map<string, Indexed>): Promise<void> {
    const manifest = nextManifest(this.#scope, this.#identity, request, index, [claim.chain]);
    const text = encodeManifest(manifest);
    const previous = previousOf(claim, this.#base?.text, request, (one) => manifestOf(one)?.offset);
    await this.#step(claim, commitScript, [text, previous ?? ""]);
    const { offset } = request;
    for (const [name, old] of this.#index) {
      const now = index.get(name);
      if (now === undefined || now.offset !== old.offset)
        claim.garbage.push({ field: fieldOf({ name, offset: old.offset }), from: offset });
      if (now === undefined) claim.garbage.push({ field: fieldOf({ name, offset }), from: offset });
    }
    this.#seen = { owner: claim.owner, newest: text };
    claim.newest = text;
    claim.previous = previous;
    this.#base = { text, manifest };
    this.#index = index;
  }

  /** Removes what the two snapshots do not need. A failure costs nothing but space until the next claim. */
  async #tidy(claim: Claim): Promise<void> {
    const previous = manifestOf(claim.previous);
    const reach = previous?.parts[0] === claim.chain ? previous.offset : Number.MAX_SAFE_INTEGER;
    const due = claim.garbage.filter(({ from }) => from <= reach);
    const used = new Set([claim.chain, ...(previous?.parts ?? [])]);
    const unused = [...claim.chains].filter((chain) => !used.has(chain));
    try {
      await this.#remove(
        claim,
        due.map(({ field }) => field),
      );
      for (const chain of unused) {
        await this.#link.command("tidying snapshots", "UNLINK", this.#keys.entries(chain));
        await this.#link.command("tidying snapshots", "HDEL", this.#keys.manifests, `chain:${chain}`);
        claim.chains.delete(chain);
      }
      const later = claim.garbage.filter(({ from }) => from > reach);
      claim.garbage.splice(0, Infinity, ...later);
    } catch {
      this.#claim = undefined;
    }
  }

  async #remove(claim: Claim, fields: readonly string[]): Promise<void> {
    for (let i = 0; i < fields.length; i += chunkFields)
      await this.#change(claim, fields.slice(i, i + chunkFields), []);
  }

  async #change(claim: Claim, removed: readonly string[], written: readonly (string | Buffer)[]): Promise<void> {
    const mode = claim.begun ? "go on" : "begin";
    await this.#step(claim, writeScript, [mode, removed.length, ...removed, ...written]);
    claim.begun = true;
  }

  /** One of the owner's steps. @throws Stopped unless it is taken. */
  async #step(claim: Claim, script: Script, words: readonly (string | number | Buffer)[]): Promise<void> {
    const keys = [this.#keys.manifests, this.#keys.entries(claim.chain)];
    const all = [claim.owner, claim.steps, this.#options.expiryMs, ...words];
    const outcome = String(await this.#link.run("saving a snapshot", script, keys, all));
    if (outcome === "behind") throw stateUnavailable("saving a snapshot", "it has lost what was written last");
    if (outcome === "refused" || outcome === "incomplete") throw new Stopped(outcome);
    claim.steps += 1;
  }
}

function manifestOf(text: string | undefined): StoredManifest | undefined {
  const manifest = text === undefined ? undefined : decodeManifest(text);
  return typeof manifest === "string" ? undefined : manifest;
}

function fieldsOf(flat: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i]!, flat[i + 1]!);
  return fields;
}
