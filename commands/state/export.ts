/** `picket state export`: the newest states of the present settings, of all partitions, as one file. */

import { open, rename, rm } from "node:fs/promises";
import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { exportLines, type ExportedSnapshot } from "../../state/export-file.ts";
import type { SnapshotStore } from "../../state/port.ts";
import type { CommandContext } from "../context.ts";
import { requireWritable } from "../require-writable.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { learningStages, type LearningStage } from "./learning-stages.ts";
import { withStore } from "./own-store.ts";
import { storedIdentities } from "./stored-snapshots.ts";

/**
 * The file is whole or not there; one of that name is replaced.
 * @throws PicketError `STATE_NOT_FOUND` where there is nothing to export, `SETTINGS_INVALID` where it cannot be written.
 */
export async function exportStates(
  settings: Settings,
  file: string,
  { logger }: Pick<CommandContext, "logger">,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const { applicationId } = settings.processing;
  const stages = await learningStages(settings);
  const partial = `${file}.partial`;
  await requireWritable("FILE", partial);
  const exported = { snapshots: 0, entries: 0 };
  try {
    await withStore(settings, async (store) => {
      const warn = (problem: string): void => logger.warn({}, problem);
      const snapshots = newestOf(store, applicationId, stages, warn, ({ manifest }) => {
        exported.snapshots += 1;
        exported.entries += manifest.entries;
      });
      await writeAll(partial, exportLines(snapshots));
    });
    if (exported.snapshots === 0)
      throw new PicketError("STATE_NOT_FOUND", `Nothing is stored for ${applicationId} under the present settings.`);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  stdout.write(`Exported ${exported.entries} states of ${exported.snapshots} partitions to ${file}.\n`);
}

/** What is there of other settings, or of a topic that was made anew since, is named and left out. */
async function* newestOf(
  store: SnapshotStore,
  applicationId: string,
  stages: ReadonlyMap<string, LearningStage>,
  warn: (problem: string) => void,
  onSnapshot: (snapshot: ExportedSnapshot) => void,
): AsyncGenerator<ExportedSnapshot> {
  const taken = new Set<string>();
  for (const { scope, manifests, present } of await storedIdentities(store, applicationId, stages, warn)) {
    const place = `${scope.stage} ${scope.partition}`;
    const reason = present ? "of a topic that was made anew since" : "of other settings";
    if (!present || taken.has(place)) {
      warn(`${place}, offset ${manifests[0]!.offset}, is left out: it is ${reason}`);
      continue;
    }
    const snapshot = await store.open(scope, manifests[0]!).load(warn);
    if (snapshot === undefined) continue;
    taken.add(place);
    const exported = { scope, ...snapshot };
    onSnapshot(exported);
    yield exported;
  }
}

/** Lines are gathered, so that each does not cost a call of the system. */
async function writeAll(file: string, lines: AsyncIterable<string>): Promise<void> {
  const handle = await open(file, "w");
  try {
    let pending: string[] = [];
    const flush = async (): Promise<void> => {
      await handle.writeFile(pending.join(""));
      pending = [];
    };
    for await (const line of lines) if (pending.push(line) === 1000) await flush();
    await flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
}
