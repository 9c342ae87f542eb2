/** What is counted of models that judge nodes' windows as OpenTelemetry instruments. */

import type { Meter } from "@opentelemetry/api";
import type { InferenceMetrics } from "./inference.ts";
import { attributeNames as attribute, metricNames as name } from "./names.ts";

/** In ms: some microseconds a sequence, and thousands of them at once. */
const durationBuckets = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];
const batchBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

export function otelInferenceMetrics(meter: Meter): InferenceMetrics {
  const histogram = (of: string, description: string, unit: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(of, { description, unit, advice: { explicitBucketBoundaries } });
  const durations = histogram(name.inferenceDuration, "Time for which a model judged a batch.", "ms", durationBuckets);
  const batches = histogram(name.inferenceBatch, "Windows that a model judged at once.", "", batchBuckets);
  const scores = meter.createCounter(name.modelScores, { description: "Windows that a model scored, or could not." });
  const loads = meter.createCounter(name.modelLoads, { description: "Models that were taken into use, or refused." });
  return {
    inference: (ms, sequences, { model }) => {
      durations.record(ms, { [attribute.model]: model });
      batches.record(sequences, { [attribute.model]: model });
    },
    scores: (count, { model, version, outcome }) =>
      scores.add(count, {
        [attribute.model]: model,
        [attribute.modelVersion]: version,
        [attribute.outcome]: outcome,
      }),
    modelLoad: ({ model, outcome }) => loads.add(1, { [attribute.model]: model, [attribute.outcome]: outcome }),
  };
}
