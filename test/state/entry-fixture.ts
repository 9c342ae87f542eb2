/**
 * Writes test/fixtures/state-entries/: what a partition's state gives to a store, and what the restored state then says of later
 * events: `node test/state/entry-fixture.ts`. To be run when entries have a new version, never to make a failing test pass.
 */

import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { unboundedMemory } from "../../runtime/idle-keys.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import type { EbpfEvent } from "../../sources/ebpf/event.ts";
import type { Detector } from "../../topology/detector.ts";
import { builtInDetectors } from "../../topology/detectors/built-in.ts";
import { Rejection } from "../../topology/rejection.ts";
import { goldenEvents } from "../golden.ts";

export const entryVersion = 1;
export const entriesFile = new URL(`../fixtures/state-entries/version-${entryVersion}.json.gz`, import.meta.url)
  .pathname;

export interface EntriesFixture {
  /** In Base64, by name. */
  readonly entries: Readonly<Record<string, string>>;
  /** Of the events that follow. */
  readonly scores: readonly number[];
}

const taught = 600;
const asked = 300;
const warmup = { size: 100, timeMs: Infinity, sizePerContainer: 20 };
const detectors = builtInDetectors({ model: "hst", profile: "river", warmup });
export const restoring = {
  keepers: detectors,
  forgetAfterMs: Number.MAX_SAFE_INTEGER,
  memory: unboundedMemory,
};

/** What the golden events that follow the taught ones score, by `state`. */
export async function scoresOf(state: PartitionState): Promise<readonly number[]> {
  return scored(state, (await goldenEvents()).slice(taught, taught + asked));
}

function scored(state: PartitionState, events: readonly Buffer[]): readonly number[] {
  const decoder = eventDecoder();
  return events.flatMap((bytes) => {
    const event = decoder.decode(bytes);
    if (event instanceof Rejection) return [];
    const reading = detectors.filter((detector) => detector.accepts(event));
    return reading.flatMap((detector) => scoreOf(state, detector, event));
  });
}

function scoreOf(state: PartitionState, detector: Detector<EbpfEvent>, event: EbpfEvent): readonly number[] {
  const verdict = state.stateOf(detector, event.containerImage, event.time).observe(event);
  return verdict ? [verdict.score] : [];
}

if (import.meta.main) {
  const state = new PartitionState(restoring.forgetAfterMs);
  scored(state, (await goldenEvents()).slice(0, taught));
  const contents = [...state.capture().changed].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
  const fixture: EntriesFixture = { entries: Object.fromEntries(contents), scores: await scoresOf(state) };
  writeFileSync(entriesFile, gzipSync(JSON.stringify(fixture)));
}
