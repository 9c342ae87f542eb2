/** What the built-in detectors have learned after the golden events: snapshots of real size for the benches. */

import { eventDecoder } from "../sources/ebpf/decoder.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import { goldenEvents } from "../test/golden.ts";
import type { DetectorState } from "../topology/detector.ts";
import { builtInDetectors, type ModelName } from "../topology/detectors/built-in.ts";
import { Rejection } from "../topology/rejection.ts";

/** Snapshots by detector: of each container with at least 100 events, or of the one fleet. */
export async function goldenSnapshots(model: ModelName): Promise<ReadonlyMap<string, readonly Buffer[]>> {
  const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
  const events = await goldenEvents();
  const decoder = eventDecoder();
  const snapshots = new Map<string, readonly Buffer[]>();
  for (const detector of builtInDetectors({ model, profile: "river", warmup })) {
    const states = new Map<string, { seen: number; readonly state: DetectorState<EbpfEvent> }>();
    for (const bytes of events) {
      const event = decoder.decode(bytes);
      if (event instanceof Rejection || !detector.accepts(event)) continue;
      const key = detector.scope === "global" ? "" : event.containerImage;
      const entry = states.get(key) ?? { seen: 0, state: detector.open() };
      entry.seen += 1;
      entry.state.observe(event);
      states.set(key, entry);
    }
    const busy = [...states.values()].filter(({ seen }) => seen >= 100);
    snapshots.set(
      detector.name,
      busy.map(({ state }) => Buffer.from(state.snapshot())),
    );
  }
  return snapshots;
}
