/**
 * Snapshots of what a partition has learned, so that a restart replays minutes instead of days. A snapshot is a pair of
 * (state, offset): the fold of the partition's records below that offset. Stores in memory, files and Redis live beside
 * this file and pass one contract (test/state/contract.ts).
 *
 * State is a function of the log, and stores lean on that: two processes that write an entry for the same offset write the
 * same bytes. So an entry of a zombie does no harm; only the manifest, which says which offset is the newest, is fenced.
 */

/** One stage of one application, with all its partitions. */
export interface StageScope {
  readonly applicationId: string;
  readonly stage: string;
}

/** Whose state: one partition of one stage of one application. */
export interface StateScope extends StageScope {
  readonly partition: number;
}

/** What a snapshot must match to be of any use. A store keeps those of different identities apart. */
export interface StateIdentity {
  /** Tells a topic from another of the same name that was made after it was deleted. */
  readonly topicId: string;
  /** A digest of everything that changes a model's meaning: detectors, models, profile, warm-up, key. */
  readonly fingerprint: string;
}

/** An identity under which a stage saves, and how often that was announced. */
export interface AnnouncedIdentity extends StateIdentity {
  readonly count: number;
}

export interface SnapshotManifest extends StateIdentity {
  /** Version of the store's format. */
  readonly format: number;
  /** The state is that of all records below this offset. */
  readonly offset: number;
  /** The group's generation under which it was saved; it grows as long as the group lives. */
  readonly epoch: number;
  readonly entries: number;
  /** Over names and bytes of all entries, whatever their order; 16 hexadecimal digits. */
  readonly checksum: string;
  /** Ms since the epoch. */
  readonly savedAt: number;
}

export interface Snapshot {
  readonly manifest: SnapshotManifest;
  /** By name: `detector/key`. */
  readonly entries: ReadonlyMap<string, Buffer>;
}

export interface SaveRequest {
  readonly offset: number;
  readonly epoch: number;
  readonly savedAt: number;
  /** Whether `changed` brings every entry: as it must after a load that found nothing, and after a save that was `incomplete`. */
  readonly isWhole: boolean;
  /** Otherwise only what is new since this session's last save, or its load. */
  readonly changed: Iterable<readonly [name: string, content: Uint8Array]>;
  /** Names to forget. */
  readonly removed: readonly string[];
}

/**
 * `refused`: since this session looked, another has saved a newer snapshot, so whoever asked is a zombie, or late; see
 * succession.ts. `incomplete`: nothing was saved, because what the changes build on is no longer in the store (emptied,
 * evicted, expired, overtaken), or is of a higher offset than the save; the session starts anew, and answers so until a save
 * is whole.
 */
export type SaveOutcome = "saved" | "refused" | "incomplete";

/** One partition's snapshots, while a process owns the partition. One call at a time, but for `fetch` during a save. */
export interface PartitionSnapshots {
  /**
   * The newest whole snapshot of this identity that can be read: where the newest is corrupt, or of a newer format, the one
   * before. `onProblem` hears of each that was passed over, in words for an operator. Never throws for what is stored.
   *
   * @param first with `previous`, the newest is not looked at, so that each can be checked.
   * @throws PicketError `STATE_UNAVAILABLE` when the store does not answer.
   */
  load(onProblem: (problem: string) => void, first?: "newest" | "previous"): Promise<Snapshot | undefined>;
  /**
   * All or nothing: a reader sees the snapshot before or this one, whatever is killed in between.
   * @throws PicketError `STATE_UNAVAILABLE` when the store does not answer or refuses to write (full, read-only, no
   * permission); nothing is lost by trying again later with more.
   */
  save(request: SaveRequest): Promise<SaveOutcome>;
  /**
   * Some entries of the snapshot that this session last loaded or saved, so that states need not stay in memory: as they
   * were then, never another version. Where others saved since and removed what that snapshot needs, they are gone.
   *
   * @throws PicketError `STATE_UNAVAILABLE` when the store does not answer, `SNAPSHOT_INVALID` when one of them is gone,
   * damaged, or was never in that snapshot.
   */
  fetch(names: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
}

export interface StoredScope {
  readonly scope: StateScope;
  /** Newest first. */
  readonly manifests: readonly SnapshotManifest[];
  /** Bytes of entries in the store, about. */
  readonly bytes: number;
}

export interface SnapshotStore {
  open(scope: StateScope, identity: StateIdentity): PartitionSnapshots;
  /**
   * Says that a stage saves under an identity now, so that two deployments that share an application id by mistake can tell
   * (rivals.ts). A count and no time, because clocks may be hours apart.
   *
   * @returns all that was ever announced for the stage, with this announcement, and at least until its states expire.
   * @throws PicketError `STATE_UNAVAILABLE` when the store does not answer or refuses to write.
   */
  announce(scope: StageScope, identity: StateIdentity): Promise<readonly AnnouncedIdentity[]>;
  /** Everything that is stored for an application. `onProblem` hears of each manifest that cannot be read. */
  list(applicationId: string, onProblem?: (problem: string) => void): Promise<readonly StoredScope[]>;
  /** Forgets everything of an application. @returns how many snapshots there were. */
  drop(applicationId: string): Promise<number>;
  close(): Promise<void>;
}
