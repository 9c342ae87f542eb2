/** Snapshots in memory: for tests and the test kit, where the store outlives the processes that share it. */

import { packEntry, type PackedEntry } from "./entry.ts";
import { fetchedEntry } from "./fetched-entry.ts";
import { identityDigest, type StoredManifest } from "./manifest.ts";
import { PackedEntries } from "./packed-entries.ts";
import type {
  AnnouncedIdentity,
  PartitionSnapshots,
  SaveOutcome,
  SaveRequest,
  Snapshot,
  SnapshotStore,
  StageScope,
  StateIdentity,
  StateScope,
  StoredScope,
} from "./port.ts";
import { goesBack, isBaseless, isOvertaken, nextManifest, previousOf, type Pair } from "./succession.ts";

interface Saved {
  readonly manifest: StoredManifest;
  readonly entries: ReadonlyMap<string, PackedEntry>;
}

/** By scope, then by the identity's digest. */
type Partitions = Map<string, Map<string, Pair<Saved>>>;

export class MemoryStore implements SnapshotStore {
  readonly #partitions: Partitions = new Map();
  /** By stage, then by the identity's digest. */
  readonly #announced = new Map<string, Map<string, AnnouncedIdentity>>();

  open(scope: StateScope, identity: StateIdentity): PartitionSnapshots {
    return new MemorySnapshots(this.#partitions, scope, identity);
  }

  async announce({ applicationId, stage }: StageScope, identity: StateIdentity): Promise<readonly AnnouncedIdentity[]> {
    const { topicId, fingerprint } = identity;
    const key = JSON.stringify([applicationId, stage]);
    const all = this.#announced.get(key) ?? new Map<string, AnnouncedIdentity>();
    const digest = identityDigest(identity);
    all.set(digest, { topicId, fingerprint, count: (all.get(digest)?.count ?? 0) + 1 });
    this.#announced.set(key, all);
    return [...all.values()];
  }

  async list(applicationId: string): Promise<readonly StoredScope[]> {
    return [...this.#of(applicationId).values()].map((identities) => {
      const saved = [...identities.values()].flatMap(({ newest, previous }) => [newest, previous]);
      const present = saved.filter((one) => one !== undefined);
      const packed = new Set(present.flatMap(({ entries }) => [...entries.values()]));
      return {
        scope: present[0]!.manifest.scope,
        manifests: present.map(({ manifest }) => manifest),
        bytes: [...packed].reduce((sum, entry) => sum + entry.packed.length, 0),
      };
    });
  }

  async drop(applicationId: string): Promise<number> {
    const listed = await this.list(applicationId);
    for (const key of this.#of(applicationId).keys()) this.#partitions.delete(key);
    for (const key of this.#announced.keys()) if (JSON.parse(key)[0] === applicationId) this.#announced.delete(key);
    return listed.reduce((sum, { manifests }) => sum + manifests.length, 0);
  }

  async close(): Promise<void> {}

  #of(applicationId: string): Partitions {
    const own = [...this.#partitions].filter(([key]) => JSON.parse(key)[0] === applicationId);
    return new Map(own);
  }
}

class MemorySnapshots implements PartitionSnapshots {
  readonly #partitions: Partitions;
  readonly #scope: StateScope;
  readonly #identity: StateIdentity;
  #base: Saved | undefined;
  /** The newest when this session began, or that it saved. */
  #seen: Saved | undefined;

  constructor(partitions: Partitions, scope: StateScope, identity: StateIdentity) {
    this.#partitions = partitions;
    this.#scope = scope;
    this.#identity = identity;
  }

  async load(_onProblem: unknown, first: "newest" | "previous" = "newest"): Promise<Snapshot | undefined> {
    this.#seen = this.#stored.newest;
    this.#base = this.#stored[first];
    return this.#base && { manifest: this.#base.manifest, entries: new PackedEntries(this.#base.entries) };
  }

  async save(request: SaveRequest): Promise<SaveOutcome> {
    const { newest, previous } = this.#stored;
    const base = this.#base;
    if (newest !== undefined && newest !== this.#seen && isOvertaken(newest.manifest, request)) return "refused";
    const isGone = base !== undefined && base !== newest && base !== previous;
    if (isGone || isBaseless(base, request) || goesBack(base?.manifest, request)) {
      this.#base = undefined;
      this.#seen = newest;
      return "incomplete";
    }
    const entries = new Map(base?.entries);
    for (const [name, content] of request.changed) entries.set(name, packEntry(name, content));
    for (const name of request.removed) entries.delete(name);
    const saved = { manifest: nextManifest(this.#scope, this.#identity, request, entries, []), entries };
    const kept = previousOf({ newest, previous }, base, request, ({ manifest }) => manifest.offset);
    this.#keep({ newest: saved, previous: kept });
    this.#base = this.#seen = saved;
    return "saved";
  }

  async fetch(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const { newest, previous } = this.#stored;
    const base = this.#base;
    const isThere = base !== undefined && (base === newest || base === previous);
    return new Map(
      names.map((name) => {
        const entry = base?.entries.get(name);
        return [name, fetchedEntry(name, isThere ? entry?.packed : undefined, entry?.hash)];
      }),
    );
  }

  get #stored(): Pair<Saved> {
    return this.#partitions.get(this.#key)?.get(identityDigest(this.#identity)) ?? {};
  }

  #keep(pair: Pair<Saved>): void {
    const identities = this.#partitions.get(this.#key) ?? new Map<string, Pair<Saved>>();
    this.#partitions.set(this.#key, identities.set(identityDigest(this.#identity), pair));
  }

  get #key(): string {
    const { applicationId, stage, partition } = this.#scope;
    return JSON.stringify([applicationId, stage, partition]);
  }
}
