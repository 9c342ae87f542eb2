/** For each check of the kit a detector that fails it: the sound one of examples/ with one thing wrong. */

import { writeBurst } from "../../examples/write-burst-detector.ts";
import { openSnapshot, sealSnapshot } from "../../models/snapshot.ts";
import type { EbpfEvent } from "../../sources/ebpf/event.ts";
import type { Detector, DetectorState } from "../../topology/detector.ts";

type Sound = DetectorState<EbpfEvent>;

const acceptsAll: Detector<EbpfEvent> = { ...writeBurst, accepts: () => true };

const givesNoReasons = broken((sound) => ({
  observe(event) {
    const verdict = sound.observe(event);
    return verdict && { ...verdict, anomalous: true, reasons: [] };
  },
}));

let observed = 0;
const countsAllStatesTogether = broken((sound) => ({
  observe(event) {
    const verdict = sound.observe(event);
    return verdict && { ...verdict, score: verdict.score + observed++ };
  },
}));

const judgesTheEventBefore = broken((sound) => {
  let before: EbpfEvent | undefined;
  return {
    observe(event) {
      const verdict = sound.observe(before ?? event);
      before = event;
      return verdict;
    },
  };
});

const restoresNothing: Detector<EbpfEvent> = {
  ...writeBurst,
  restore(snapshot) {
    writeBurst.restore(snapshot);
    return writeBurst.open();
  },
};

const startsAnewWithEachSnapshot = broken(() => {
  let state = writeBurst.open();
  return {
    observe: (event) => state.observe(event),
    snapshot() {
      const snapshot = state.snapshot();
      state = writeBurst.open();
      return snapshot;
    },
  };
});

const restoresAnything: Detector<EbpfEvent> = {
  ...writeBurst,
  restore(snapshot) {
    try {
      return writeBurst.restore(snapshot);
    } catch {
      return writeBurst.open();
    }
  },
};

const keepsAllTimes = broken((sound) => {
  const times: number[] = [];
  return {
    observe(event) {
      times.push(event.time);
      return sound.observe(event);
    },
    snapshot: () => sealSnapshot("keeps-all", 1, times),
  };
});

const sumsWithoutBound: Detector<EbpfEvent> = {
  ...writeBurst,
  open: () => summing(0),
  restore: (snapshot) => summing(openSnapshot(snapshot, "sums", 1).number()),
};

function summing(start: number): DetectorState<EbpfEvent> {
  let sum = start;
  return {
    observe(event) {
      for (const value of event.resource) sum += value;
      return { score: sum, threshold: Infinity, anomalous: false, severity: "low", reasons: [] };
    },
    snapshot: () => sealSnapshot("sums", 1, [sum]),
  };
}

/** By the name of the check. */
export const brokenDetectors: ReadonlyMap<string, Detector<EbpfEvent>> = new Map([
  ["it judges events of the kind that it reads, and no others", acceptsAll],
  ["verdicts are sound", givesNoReasons],
  ["the same events get the same verdicts", countsAllStatesTogether],
  ["an event is not kept", judgesTheEventBefore],
  ["a restored state goes on as the uninterrupted one", restoresNothing],
  ["taking a snapshot changes nothing", startsAnewWithEachSnapshot],
  ["corrupt snapshots are refused", restoresAnything],
  ["memory is bounded", keepsAllTimes],
  ["numbers beyond all measure do not blind it", sumsWithoutBound],
]);

function broken(wrong: (sound: Sound) => Partial<Sound>): Detector<EbpfEvent> {
  return {
    ...writeBurst,
    open() {
      const sound = writeBurst.open();
      return {
        observe: (event) => sound.observe(event),
        snapshot: () => sound.snapshot(),
        ...wrong(sound),
      };
    },
  };
}
