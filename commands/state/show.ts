/** `picket state show KEY`: what the detectors have learned of one container, or of the fleet. */

import type { Settings } from "../../config/settings.ts";
import { featureMeasure, featureName } from "../../console/terminal/feature.ts";
import { formatRange, formatScore, formatTime } from "../../console/terminal/units.ts";
import { visible } from "../../console/terminal/visible.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { splitName } from "../../runtime/key-states.ts";
import { openEntry } from "../../runtime/state-entry.ts";
import type { SnapshotStore } from "../../state/port.ts";
import type { StateDescription } from "../../topology/detector.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { table } from "../table.ts";
import { learningStages, type LearningStage } from "./learning-stages.ts";
import { withStore } from "./own-store.ts";
import { storedIdentities } from "./stored-snapshots.ts";

export interface ShowOptions {
  readonly json?: boolean;
}

interface Found {
  readonly detector: string;
  readonly key: string;
  readonly stage: string;
  readonly partition: number;
  readonly offset: number;
  readonly savedAt: number;
  /** By event time. */
  readonly lastSeen: number;
  /** Of the state as its detector writes it. */
  readonly bytes: number;
  /** Left out for a detector that does not describe its states. */
  readonly learned?: StateDescription;
}

/** So many keys that come near are named where there is none of the name. */
const mostNear = 10;

/**
 * @param key as events carry it, such as a container image; `global` for the fleet.
 * @throws PicketError `STATE_NOT_FOUND` where nothing is stored of it under the present settings; names keys that come near.
 */
export async function show(
  settings: Settings,
  key: string,
  { json = false }: ShowOptions,
  { logger }: Pick<CommandContext, "logger">,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const { applicationId } = settings.processing;
  const stages = await learningStages(settings);
  const near = new Set<string>();
  const found = await withStore(settings, (store) =>
    find(store, applicationId, stages, key, near, (problem) => logger.warn({}, problem)),
  );
  if (found.length === 0) throw notFound(key, near);
  stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : found.map(text).join("\n"));
}

async function find(
  store: SnapshotStore,
  applicationId: string,
  stages: ReadonlyMap<string, LearningStage>,
  key: string,
  near: Set<string>,
  onProblem: (problem: string) => void,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { scope, manifests, present } of await storedIdentities(store, applicationId, stages, onProblem)) {
    if (!present) continue;
    const snapshot = await store.open(scope, manifests[0]!).load(onProblem);
    for (const name of snapshot?.entries.keys() ?? []) {
      const [detectorName, own] = splitName(name);
      if (own.includes(key)) near.add(own);
      const entry = own === key ? snapshot?.entries.get(name) : undefined;
      if (entry === undefined || snapshot === undefined) continue;
      const { lastSeen, state } = openEntry(name, entry);
      const keeper = stages.get(scope.stage)?.keepers.find((one) => one.name === detectorName);
      const learned = keeper && "accepts" in keeper ? keeper.restore(state).describe?.() : undefined;
      found.push({
        detector: detectorName,
        key,
        stage: scope.stage,
        partition: scope.partition,
        offset: snapshot.manifest.offset,
        savedAt: snapshot.manifest.savedAt,
        lastSeen,
        bytes: state.length,
        ...(learned === undefined ? {} : { learned }),
      });
    }
  }
  return found;
}

function notFound(key: string, near: ReadonlySet<string>): PicketError {
  const names = [...near].sort();
  const listed = names.slice(0, mostNear).map((name) => `\n  ${visible(name)}`);
  const more = names.length > mostNear ? `\n  and ${names.length - mostNear} more` : "";
  const hint = names.length === 0 ? "" : ` These come near:${listed.join("")}${more}`;
  return new PicketError("STATE_NOT_FOUND", `Nothing is stored of ${JSON.stringify(key)}.${hint}`, {
    context: { key },
  });
}

function text({ detector, key, stage, partition, offset, savedAt, lastSeen, bytes, learned }: Found): string {
  const where = `${stage} ${partition}, offset ${offset}, saved ${formatTime(savedAt)}, ${bytes} bytes`;
  const lines = [`${detector}  ${visible(key)}`, `  ${where}`, `  last seen ${formatTime(lastSeen)}`];
  if (learned === undefined) return `${[...lines, "  what it learned is not described"].join("\n")}\n`;
  const { events, warmUp, threshold, features } = learned;
  const warm = warmUp.over ? "warm-up is over" : `warming up, ${warmUp.events} of ${warmUp.needed} events`;
  lines.push(`  ${events} events, ${warm}`);
  lines.push(`  ${threshold === undefined ? "no threshold yet" : `threshold ${formatScore(threshold)}`}`);
  const rows = features.map(({ feature, usualLow, usualHigh }) => [
    `  ${featureName(feature)}`,
    `usually ${formatRange(usualLow, usualHigh, featureMeasure(feature))}`,
  ]);
  return `${[...lines, table(rows)].join("\n")}\n`;
}
