/** `picket state list`: what is stored for each partition, and whether the present settings would read it. */

import type { Settings } from "../../config/settings.ts";
import { bytes, format, nanoseconds } from "../../console/terminal/units.ts";
import type { StoredScope } from "../../state/port.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { table } from "../table.ts";
import { learningStages } from "./learning-stages.ts";
import { withStore } from "./own-store.ts";
import { identitiesOf, inOrder, type StoredIdentity } from "./stored-snapshots.ts";

export interface ListOptions {
  readonly json?: boolean;
}

export async function list(
  settings: Settings,
  { json = false }: ListOptions,
  { logger }: Pick<CommandContext, "logger">,
  { stdout, clock }: Pick<Surroundings, "stdout" | "clock"> = processSurroundings(),
): Promise<void> {
  const { applicationId } = settings.processing;
  const stages = await learningStages(settings);
  const listed = await withStore(settings, (store) => store.list(applicationId, (problem) => logger.warn({}, problem)));
  const partitions = inOrder(listed).map((stored) => ({ stored, identities: identitiesOf(stored, stages) }));
  const now = clock.now();
  if (json) {
    const lines = partitions.map(({ stored, identities }) => partitionJson(stored, identities, now));
    stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  } else if (partitions.length === 0) {
    stdout.write(`Nothing is stored for the application ${applicationId}.\n`);
  } else {
    const rows = partitions.flatMap(({ stored, identities }) =>
      identities.map((identity, i) => row(identity, i === 0 ? format(stored.bytes, bytes) : "", now)),
    );
    stdout.write(`${table([head, ...rows])}\n`);
  }
}

const head = ["STAGE", "PARTITION", "OFFSET", "SAVED", "ENTRIES", "BYTES", "FINGERPRINT", "SETTINGS"];

/** Bytes are those of the whole partition, so they stand in its first row. */
function row({ scope, manifests: [newest], present }: StoredIdentity, size: string, now: number): readonly string[] {
  if (newest === undefined) return [];
  const age = format(Math.max(0, now - newest.savedAt) * 1e6, nanoseconds);
  return [
    scope.stage,
    String(scope.partition),
    String(newest.offset),
    `${age} ago`,
    String(newest.entries),
    size,
    newest.fingerprint,
    present ? "present" : "others",
  ];
}

function partitionJson({ scope, bytes }: StoredScope, identities: readonly StoredIdentity[], now: number): object {
  const snapshots = identities.flatMap(({ manifests, present }) =>
    manifests.map(({ format, topicId, fingerprint, offset, epoch, entries, checksum, savedAt }) => ({
      offset,
      entries,
      ageMs: Math.max(0, now - savedAt),
      savedAt,
      fingerprint,
      presentSettings: present,
      topicId,
      epoch,
      checksum,
      format,
    })),
  );
  return { stage: scope.stage, partition: scope.partition, bytes, snapshots };
}
