/**
 * How fast the built-in detectors score and learn on one core, and what the state of one container weighs:
 * `node bench/models.ts [--json]`. The events are those of test/fixtures/golden, decoded beforehand.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import { readEventFile } from "../sources/ebpf/event-file.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import type { Detector, DetectorState } from "../topology/detector.ts";
import { builtInDetectors, modelNames } from "../topology/detectors/built-in.ts";
import { Rejection } from "../topology/rejection.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const eventsPerRound = 400_000;
const rounds = 5;
const statesWeighed = 200;

interface Result {
  readonly detector: string;
  readonly model: string;
  /** Median of the rounds. */
  readonly eventsPerSecond: number;
  /** Of all scored events; each of them is also explained. */
  readonly anomalousPercent: number;
  /** Heap and array buffers of one more container that has seen 500 events. */
  readonly bytesPerState: number;
  readonly snapshotBytes: number;
}

const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
const sample = await decodedSample();
const detectors = modelNames.flatMap((model) => builtInDetectors({ model, profile: "river", warmup }));
/** Held until all are weighed, so that none is freed while the next is on the scales. */
const weighed: DetectorState<EbpfEvent>[] = [];
const weights = detectors.map((detector) => weight(detector));
const results = detectors.map((detector, i) => measured(detector, weights[i]!));
if (process.argv.includes("--json")) console.log(JSON.stringify(results));
else console.table(results);

function measured(detector: Detector<EbpfEvent>, bytesPerState: number): Result {
  const events = eventsFor(detector);
  const keyOf = (event: EbpfEvent): string => (detector.scope === "global" ? "" : event.containerImage);
  const states = new Map(events.map((event) => [keyOf(event), detector.open()]));
  const seconds: number[] = [];
  let scored = 0;
  let anomalous = 0;
  for (let round = 0; round < rounds; round++) {
    const startedAt = process.hrtime.bigint();
    for (let i = 0; i < eventsPerRound; i++) {
      const event = events[i % events.length]!;
      const verdict = states.get(keyOf(event))!.observe(event);
      if (verdict === undefined) continue;
      scored++;
      if (verdict.anomalous) anomalous++;
    }
    seconds.push(Number(process.hrtime.bigint() - startedAt) / 1e9);
  }
  seconds.sort((a, b) => a - b);
  return {
    detector: detector.name,
    model: detector.model,
    eventsPerSecond: Math.round(eventsPerRound / seconds[rounds >> 1]!),
    anomalousPercent: Math.round((1000 * anomalous) / scored) / 10,
    bytesPerState,
    snapshotBytes: [...states.values()][0]!.snapshot().length,
  };
}

function weight(detector: Detector<EbpfEvent>): number {
  const used = (): number => {
    for (let i = 0; i < 3; i++) collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const events = eventsFor(detector);
  const ofOne = events.filter((event) => event.containerImage === events[0]!.containerImage);
  const before = used();
  for (let i = 0; i < statesWeighed; i++) {
    const state = detector.open();
    for (let seen = 0; seen < 500; seen++) state.observe(ofOne[seen % ofOne.length]!);
    weighed.push(state);
  }
  return Math.round((used() - before) / statesWeighed);
}

function eventsFor(detector: Detector<EbpfEvent>): readonly EbpfEvent[] {
  return sample.filter((event) => detector.accepts(event) && event.containerImage !== "");
}

/** The decoder reuses its event, so each is copied. */
async function decodedSample(): Promise<readonly EbpfEvent[]> {
  const decoder = eventDecoder();
  const events: EbpfEvent[] = [];
  const path = new URL("../test/fixtures/golden/sample.events.gz", import.meta.url).pathname;
  for await (const bytes of readEventFile(path)) {
    const event = decoder.decode(bytes);
    if (event instanceof Rejection) continue;
    const { length, numbers, counts } = event.syscalls;
    events.push({
      kind: event.kind,
      containerImage: event.containerImage,
      containerId: event.containerId,
      nodeName: event.nodeName,
      time: event.time,
      resource: event.resource.slice(),
      syscalls: { length, numbers: numbers.slice(0, length), counts: counts.slice(0, length) },
      process: () => event.process(),
    });
  }
  return events;
}
