/** For each check of the suite a model that fails it: a sound SVM with one thing wrong. */

import { OneClassSvm } from "../../models/one-class-svm.ts";
import type { LiveModel, Subject } from "./suite.ts";

const size = 3;

const learnsWhenAsked = broken((svm) => ({
  ask: (x) => {
    const score = svm.scoreOne(x);
    svm.learnOne(x);
    return [score];
  },
}));

let asked = 0;
const countsAllModelsTogether = broken((svm) => ({ ask: (x) => [svm.scoreOne(x), asked++] }));

const fillsHolesWithZero = broken((svm) => ({
  learn: (x) => svm.learnOne(Float64Array.from({ length: size }, (_, i) => (Number.isFinite(x[i]) ? x[i]! : 0))),
}));

const keepsAllVectors = broken((svm) => {
  const kept: Float64Array[] = [];
  return {
    learn(x) {
      kept.push(x);
      svm.learnOne(x);
    },
    get byteLength() {
      return kept.length * size * 8;
    },
  };
});

const restoresNothing: Subject = {
  ...broken(() => ({})),
  open(snapshot) {
    if (snapshot !== undefined) OneClassSvm.restore(snapshot);
    return live(new OneClassSvm(size, 0.2));
  },
};

const restoresAnything: Subject = {
  ...broken(() => ({})),
  open(snapshot) {
    try {
      return live(snapshot === undefined ? new OneClassSvm(size, 0.2) : OneClassSvm.restore(snapshot));
    } catch {
      return live(new OneClassSvm(size, 0.2));
    }
  },
};

/** By the name of the check. */
export const brokenModels: ReadonlyMap<string, Subject> = new Map([
  ["asking changes nothing", learnsWhenAsked],
  ["the same vectors give the same answers", countsAllModelsTogether],
  ["a missing or non-finite number is not learned", fillsHolesWithZero],
  ["memory is bounded", keepsAllVectors],
  ["a restored model goes on as the uninterrupted one", restoresNothing],
  ["corrupt, foreign, older and newer snapshots are refused", restoresAnything],
]);

function broken(wrong: (svm: OneClassSvm) => Partial<LiveModel>): Subject {
  return {
    name: "broken",
    size,
    maxBytes: 100,
    open(snapshot) {
      const svm = snapshot === undefined ? new OneClassSvm(size, 0.2) : OneClassSvm.restore(snapshot);
      const model = live(svm);
      return Object.defineProperties(model, Object.getOwnPropertyDescriptors(wrong(svm)));
    },
  };
}

function live(svm: OneClassSvm): LiveModel {
  return {
    byteLength: svm.byteLength,
    learn: (x) => svm.learnOne(x),
    ask: (x) => [svm.scoreOne(x)],
    snapshot: () => svm.snapshot(),
  };
}
