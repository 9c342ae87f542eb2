/** The state of a detector for one key: features, warm-up and model, scoring and then learning event by event. */

import type { ScaledFilter } from "../../models/scaled-filter.ts";
import { openSnapshot, sealSnapshot } from "../../models/snapshot.ts";
import type { EbpfEvent } from "../../sources/ebpf/event.ts";
import type { DetectorState, Reason, Severity, StateDescription, Verdict } from "../detector.ts";
import type { Features } from "./features.ts";
import { reasonsFrom, usualRange } from "./reasons.ts";
import { WarmUp, type WarmUpLimits } from "./warm-up.ts";

/** What all states of one detector have in common. */
export interface Recipe<F extends Features> {
  /** Names the snapshots: detector, model and profile, so that none is restored as another. */
  readonly snapshotName: string;
  readonly scope: "container" | "global";
  readonly warmUp: WarmUpLimits;
  severityOf(score: number, threshold: number): Severity;
  openFeatures(): F;
  restoreFeatures(snapshot: Uint8Array): F;
  openModel(features: F): ScaledFilter;
  restoreModel(snapshot: Uint8Array, features: F): ScaledFilter;
}

const version = 1;

export class LearningState<F extends Features> implements DetectorState<EbpfEvent> {
  readonly #recipe: Recipe<F>;
  readonly #warmUp: WarmUp;
  readonly #features: F;
  readonly #model: ScaledFilter;
  readonly #insert: (at: number) => void;
  readonly #verdict: Mutable<Verdict> = { score: 0, threshold: 0, anomalous: false, severity: "low", reasons: [] };

  private constructor(recipe: Recipe<F>, features: F, model: ScaledFilter) {
    this.#recipe = recipe;
    this.#warmUp = new WarmUp(recipe.warmUp, recipe.scope);
    this.#features = features;
    this.#model = model;
    this.#insert = (at) => model.insert(at);
  }

  static open<F extends Features>(recipe: Recipe<F>): LearningState<F> {
    const features = recipe.openFeatures();
    return new LearningState(recipe, features, recipe.openModel(features));
  }

  static restore<F extends Features>(snapshot: Uint8Array, recipe: Recipe<F>): LearningState<F> {
    const reader = openSnapshot(snapshot, recipe.snapshotName, version);
    const features = recipe.restoreFeatures(reader.bytes());
    const restored = new LearningState(recipe, features, recipe.restoreModel(reader.bytes(), features));
    restored.#warmUp.restore(reader);
    reader.done();
    return restored;
  }

  observe(event: EbpfEvent): Verdict | undefined {
    const x = this.#features.read(event, this.#insert);
    const verdict = this.#warmUp.admit(event.time) ? undefined : this.#judge(x);
    this.#model.learnOne(x);
    return verdict;
  }

  /** A container's score is also anomalous below 0: InfraSight's rule, which only the SVM can meet. */
  #judge(x: Float64Array): Verdict {
    const verdict = this.#verdict;
    const score = this.#model.scoreOne(x);
    const threshold = this.#model.threshold;
    const tooHigh = score >= threshold;
    verdict.score = score;
    verdict.threshold = threshold;
    verdict.anomalous = tooHigh || (score < 0 && this.#recipe.scope === "container");
    verdict.severity = verdict.anomalous ? this.#recipe.severityOf(score, threshold) : "low";
    verdict.reasons = verdict.anomalous ? this.#reasons(x, tooHigh ? 1 : -1) : none;
    return verdict;
  }

  #reasons(x: Float64Array, direction: 1 | -1): readonly Reason[] {
    return reasonsFrom(x, this.#model, (feature) => this.#features.nameOf(feature), direction);
  }

  snapshot(): Uint8Array {
    return sealSnapshot(this.#recipe.snapshotName, version, [
      this.#features.snapshot(),
      this.#model.parts(),
      ...this.#warmUp.fields(),
    ]);
  }

  describe(): StateDescription {
    const { count, threshold, size } = this.#model;
    const nameOf = (feature: number): string => this.#features.nameOf(feature);
    return {
      events: count,
      warmUp: this.#warmUp.describe(),
      ...(Number.isFinite(threshold) ? { threshold } : {}),
      features: Array.from({ length: size }, (_, i) => usualRange(this.#model, i, nameOf)),
    };
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const none: readonly Reason[] = [];
