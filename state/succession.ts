/** Which snapshot follows which: the rules that all stores share, so that a zombie is refused alike everywhere. */

import { checksumOf } from "./checksum.ts";
import { stateFormat } from "./format.ts";
import type { StoredManifest } from "./manifest.ts";
import type { SaveRequest, SnapshotManifest, StateIdentity, StateScope } from "./port.ts";

/**
 * Whether a stored snapshot forbids a save: it is of a later epoch, or of a higher offset. To be asked of what the session
 * has not seen, that is, has neither found in the store when it loaded nor saved itself.
 *
 * Within the life of a group this is the fence. Offsets are committed before they are saved and only by the present
 * generation, so who takes a partition over has a later one and starts no lower than any snapshot. A later epoch or a
 * higher offset than one's own is the work of an heir.
 *
 * The end of a group, and offsets that were set back, make an owner look like a zombie: _A saves (epoch 57, offset 1000) →
 * the group is deleted → B, of epoch 1, loads and begins at offset 0 → B saves (1, 50)_. But B has seen (57, 1000), and a
 * zombie cannot have seen what its heir saved after it. So what was seen is no obstacle, whatever its numbers.
 *
 * That is safe because a snapshot is true for its offset whoever saves it: one that replaces a later one makes a restart
 * longer, and one above the group's offset is not used (runtime/restore.ts). So the two cases that this rule gets wrong
 * cost time and no results. A zombie that loads only after its heir saved, and saves while it restores, is taken; its heir
 * has to save everything again. An owner of a new group that could not load, because the store was away, or whose
 * predecessor of the deleted group wakes up and saves after that load, is refused until it takes the partition over anew.
 */
export function isOvertaken(
  unseen: Pick<SnapshotManifest, "offset" | "epoch">,
  { offset, epoch }: Pick<SaveRequest, "offset" | "epoch">,
): boolean {
  return unseen.epoch > epoch || unseen.offset > offset;
}

/** Whether a save goes back behind what its changes build on: those of a set-back offset build on nothing. */
export function goesBack(base: SnapshotManifest | undefined, { offset }: Pick<SaveRequest, "offset">): boolean {
  return base !== undefined && base.offset > offset;
}

/**
 * Whether a save brings only changes where there is nothing that they change. Its sender has not heard that the session lost
 * its base: the answer that said so was cut off.
 */
export function isBaseless(base: unknown, { isWhole }: Pick<SaveRequest, "isWhole">): boolean {
  return base === undefined && !isWhole;
}

/** The snapshots that a store holds for a partition, in whatever form. */
export interface Pair<T> {
  readonly newest?: T | undefined;
  readonly previous?: T | undefined;
}

/**
 * What to keep beside a new snapshot, for the day when the new one cannot be read: what it builds on, which its session has
 * read or written itself, else the newest so far. One of the same offset is replaced instead, and one of a higher offset is
 * of no use, since the group is not there yet.
 */
export function previousOf<T>(
  { newest, previous }: Pair<T>,
  base: T | undefined,
  { offset }: Pick<SaveRequest, "offset">,
  offsetOf: (one: T) => number | undefined,
): T | undefined {
  const isReplaced = newest !== undefined && offsetOf(newest) === offset;
  const kept = isReplaced || (base !== undefined && base === previous) ? previous : newest;
  return kept !== undefined && (offsetOf(kept) ?? 0) > offset ? undefined : kept;
}

export function nextManifest(
  scope: StateScope,
  identity: StateIdentity,
  { offset, epoch, savedAt }: SaveRequest,
  index: ReadonlyMap<string, { readonly hash: bigint }>,
  parts: readonly string[],
): StoredManifest {
  return {
    scope: { applicationId: scope.applicationId, stage: scope.stage, partition: scope.partition },
    topicId: identity.topicId,
    fingerprint: identity.fingerprint,
    format: stateFormat,
    offset,
    epoch,
    entries: index.size,
    checksum: checksumOf([...index.values()].map(({ hash }) => hash)),
    savedAt,
    parts,
  };
}
