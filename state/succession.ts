/** Which snapshot follows which: the rules that all stores share, so that a zombie is refused alike everywhere. */

import { checksumOf } from "./checksum.ts";
import { stateFormat } from "./format.ts";
import type { StoredManifest } from "./manifest.ts";
import type { SaveRequest, SnapshotManifest, StateIdentity, StateScope } from "./port.ts";

/** Whether a stored snapshot is newer than what would be saved: of a later epoch, or of a higher offset. */
export function isOvertaken(
  stored: Pick<SnapshotManifest, "offset" | "epoch"> | undefined,
  { offset, epoch }: Pick<SaveRequest, "offset" | "epoch">,
): boolean {
  return stored !== undefined && (stored.epoch > epoch || stored.offset > offset);
}

/** The snapshots that a store holds for a partition, in whatever form. */
export interface Pair<T> {
  readonly newest?: T | undefined;
  readonly previous?: T | undefined;
}

/**
 * What to keep beside a new snapshot, for the day when the new one cannot be read: what it builds on, which its session has
 * read or written itself, else the newest so far. One of the same offset is replaced instead.
 */
export function previousOf<T>({ newest, previous }: Pair<T>, base: T | undefined, replaced: boolean): T | undefined {
  if (base !== undefined && base === previous) return previous;
  return replaced ? previous : newest;
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
