/** `picket state import`: takes over a file of exported states, all of it or nothing. */

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { importLines, type ImportedSnapshot } from "../../state/export-file.ts";
import { identityDigest } from "../../state/manifest.ts";
import type { SnapshotStore, StateScope } from "../../state/port.ts";
import { isOvertaken } from "../../state/succession.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { learningStages, type LearningStage } from "./learning-stages.ts";
import { ontoNewTopics } from "./new-topics.ts";
import { withStore } from "./own-store.ts";
import type { PlannedImport } from "./planned-import.ts";

export interface ImportOptions {
  /** The states are for topics of another cluster, of which nothing was read yet. */
  readonly newTopics?: boolean;
  /** Forget first what is stored for the application, newer or not. */
  readonly overwrite?: boolean;
}

/**
 * @throws PicketError `STATE_FILE_INVALID` for a file that is damaged or of another application or settings,
 * `STATE_CONFLICT` where the store holds newer states and `overwrite` is not set. Nothing was changed then.
 */
export async function importStates(
  settings: Settings,
  file: string,
  { newTopics = false, overwrite = false }: ImportOptions,
  context: Pick<CommandContext, "logger">,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { applicationId } = settings.processing;
  const snapshots = await read(file);
  const stages = await learningStages(settings);
  requireFitting(snapshots, newTopics ? undefined : applicationId, stages);
  const imports = newTopics ? await ontoNewTopics(snapshots, settings, context, surroundings) : snapshots.map(asItWas);
  await withStore(settings, async (store) => {
    if (overwrite) await store.drop(applicationId);
    else await requireNewest(store, applicationId, imports);
    for (const { scope, identity, request } of imports) {
      const outcome = await store.open(scope, identity).save(request);
      if (outcome !== "saved") throw conflict([`${place(scope)} is being written by a running instance`]);
    }
  });
  const states = imports.reduce((sum, { request }) => sum + request.changed.size, 0);
  surroundings.stdout.write(`Imported ${states} states of ${imports.length} partitions.\n`);
}

async function read(file: string): Promise<readonly ImportedSnapshot[]> {
  const input = createReadStream(file);
  try {
    return await importLines(createInterface({ input, crlfDelay: Infinity }));
  } catch (error) {
    if (error instanceof PicketError) throw error;
    throw new PicketError("SETTINGS_INVALID", `FILE ${JSON.stringify(file)}: cannot be read.`, { cause: error });
  } finally {
    input.destroy();
  }
}

/** @param applicationId whose states they must be; any's, where it is left out. */
function requireFitting(
  snapshots: readonly ImportedSnapshot[],
  applicationId: string | undefined,
  stages: ReadonlyMap<string, LearningStage>,
): void {
  const problems = new Set<string>();
  for (const { scope, manifest } of snapshots) {
    const own = stages.get(scope.stage)?.fingerprint;
    if (applicationId !== undefined && scope.applicationId !== applicationId)
      problems.add(`they are of the application ${scope.applicationId}, not ${applicationId}`);
    if (own === undefined) problems.add(`these settings have no stage ${scope.stage}`);
    else if (own !== manifest.fingerprint)
      problems.add(
        `those of the stage ${scope.stage} were learned with other settings: ${manifest.fingerprint}, not ${own}`,
      );
  }
  if (problems.size === 0) return;
  throw new PicketError("STATE_FILE_INVALID", `The states do not fit: ${[...problems].join("; ")}.`);
}

function asItWas({ scope, manifest, entries }: ImportedSnapshot): PlannedImport {
  const { offset, epoch, savedAt } = manifest;
  return {
    scope,
    identity: manifest,
    request: { offset, epoch, savedAt, isWhole: true, changed: entries, removed: [] },
  };
}

async function requireNewest(
  store: SnapshotStore,
  applicationId: string,
  imports: readonly PlannedImport[],
): Promise<void> {
  const listed = await store.list(applicationId);
  const newer = imports.filter(({ scope, identity, request }) =>
    listed
      .filter((one) => place(one.scope) === place(scope))
      .flatMap(({ manifests }) => manifests)
      .some((stored) => identityDigest(stored) === identityDigest(identity) && isOvertaken(stored, request)),
  );
  if (newer.length > 0) throw conflict(newer.map(({ scope }) => `${place(scope)} has newer states`));
}

function conflict(problems: readonly string[]): PicketError {
  return new PicketError(
    "STATE_CONFLICT",
    `${problems.join("; ")}. Stop all instances; --overwrite forgets the newer.`,
  );
}

function place({ stage, partition }: StateScope): string {
  return `${stage} ${partition}`;
}
