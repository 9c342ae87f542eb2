/** What a store holds of an application, snapshot by snapshot. */

import type { SnapshotManifest, SnapshotStore, StateScope, StoredScope } from "../../state/port.ts";
import type { LearningStage } from "./learning-stages.ts";

/** The snapshots of one partition that one identity shares: a topic and settings. */
export interface StoredIdentity {
  readonly scope: StateScope;
  /** Newest first; not empty. */
  readonly manifests: readonly SnapshotManifest[];
  /** Whether its settings are the present ones, so that these would be read. */
  readonly present: boolean;
}

/** By stage and partition, and the newest first where a partition has several. */
export async function storedIdentities(
  store: SnapshotStore,
  applicationId: string,
  stages: ReadonlyMap<string, LearningStage>,
  onProblem?: (problem: string) => void,
): Promise<readonly StoredIdentity[]> {
  const listed = await store.list(applicationId, onProblem);
  return inOrder(listed).flatMap((stored) => identitiesOf(stored, stages));
}

export function identitiesOf(
  { scope, manifests }: StoredScope,
  stages: ReadonlyMap<string, LearningStage>,
): readonly StoredIdentity[] {
  const byIdentity = Map.groupBy(manifests, ({ topicId, fingerprint }) => JSON.stringify([topicId, fingerprint]));
  return [...byIdentity.values()].map((own) => ({
    scope,
    manifests: own,
    present: own[0]?.fingerprint === stages.get(scope.stage)?.fingerprint,
  }));
}

export function inOrder(listed: readonly StoredScope[]): readonly StoredScope[] {
  return listed.toSorted(
    ({ scope: one }, { scope: other }) => compare(one.stage, other.stage) || one.partition - other.partition,
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
