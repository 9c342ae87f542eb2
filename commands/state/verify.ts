/** `picket state verify`: reads all that is stored, as a restart would, and says what of it a restart could not use. */

import type { Settings } from "../../config/settings.ts";
import { hasCode, PicketError } from "../../errors/picket-error.ts";
import { keeperOf } from "../../runtime/key-states.ts";
import { clockKeeper } from "../../runtime/partition-clock.ts";
import { openEntry } from "../../runtime/state-entry.ts";
import type { Snapshot, SnapshotStore } from "../../state/port.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import type { LearningStage } from "./learning-stages.ts";
import { learningStages } from "./learning-stages.ts";
import { withStore } from "./own-store.ts";
import { storedIdentities, type StoredIdentity } from "./stored-snapshots.ts";

export interface VerifyOptions {
  readonly json?: boolean;
}

interface Checked {
  readonly stage: string;
  readonly partition: number;
  readonly offset: number;
  readonly entries: number;
  readonly fingerprint: string;
  readonly presentSettings: boolean;
}

/** @throws PicketError `SNAPSHOT_INVALID` when anything is wrong, after everything was looked at; names all of it. */
export async function verify(
  settings: Settings,
  { json = false }: VerifyOptions,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const { applicationId } = settings.processing;
  const stages = await learningStages(settings);
  /** A fall-back to the snapshot before tells of the same once more. */
  const problems = new Set<string>();
  const whole = await withStore(settings, (store) => checkAll(store, applicationId, stages, problems));
  if (json) stdout.write(`${JSON.stringify({ whole, problems: [...problems] }, null, 2)}\n`);
  else stdout.write(whole.length > 0 ? whole.map(line).join("") : `Nothing whole is stored for ${applicationId}.\n`);
  if (problems.size > 0) {
    const all = [...problems].map((problem) => `\n  ${problem}`).join("");
    throw new PicketError("SNAPSHOT_INVALID", `Not everything that is stored for ${applicationId} is whole:${all}`);
  }
}

async function checkAll(
  store: SnapshotStore,
  applicationId: string,
  stages: ReadonlyMap<string, LearningStage>,
  problems: Set<string>,
): Promise<readonly Checked[]> {
  const whole: Checked[] = [];
  const onProblem = (problem: string): void => void problems.add(problem);
  for (const identity of await storedIdentities(store, applicationId, stages, onProblem)) {
    const seen = new Set<number>();
    for (const which of ["newest", "previous"] as const) {
      const snapshot = await store.open(identity.scope, identity.manifests[0]!).load(onProblem, which);
      if (snapshot === undefined || seen.has(snapshot.manifest.offset)) continue;
      seen.add(snapshot.manifest.offset);
      const problem = problemWith(snapshot, identity, stages);
      if (problem === undefined) whole.push(checked(snapshot, identity));
      else onProblem(`${place(identity)}, offset ${snapshot.manifest.offset}: ${problem}`);
    }
  }
  return whole;
}

/** Unpacks every entry, and restores it where the present settings have a detector or a processor for it. */
function problemWith(
  { entries }: Snapshot,
  { scope, present }: StoredIdentity,
  stages: ReadonlyMap<string, LearningStage>,
): string | undefined {
  try {
    const keepers = [...(stages.get(scope.stage)?.keepers ?? []), clockKeeper];
    for (const [name, bytes] of entries) if (present) keeperOf(name, keepers).restore(openEntry(name, bytes).state);
    return undefined;
  } catch (error) {
    if (hasCode(error, "SNAPSHOT_INVALID")) return error.message;
    throw error;
  }
}

function checked({ manifest }: Snapshot, { scope, present }: StoredIdentity): Checked {
  const { offset, entries, fingerprint } = manifest;
  return { stage: scope.stage, partition: scope.partition, offset, entries, fingerprint, presentSettings: present };
}

function line({ stage, partition, offset, entries, presentSettings }: Checked): string {
  const settings = presentSettings ? "" : ", of other settings";
  return `${stage} ${partition}: offset ${offset}, ${entries} entries, whole${settings}\n`;
}

function place({ scope: { stage, partition } }: StoredIdentity): string {
  return `${stage} ${partition}`;
}
