/** What a collector counts as OpenTelemetry instruments. */

import type { Meter } from "@opentelemetry/api";
import type { CollectorMetrics, CollectorState } from "./collection.ts";
import { attributeNames as attribute, metricNames as name } from "./names.ts";

/** In ms: exporters answer in some ten, and are given up after seconds. */
const scrapeBuckets = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

export function otelCollectorMetrics(meter: Meter): CollectorMetrics {
  const counter = (of: string, description: string) => meter.createCounter(of, { description });
  const written = counter(name.collected, "Samples or lines that Kafka has acknowledged.");
  const lost = counter(name.collectedLost, "Samples or lines that are lost or left out, by reason.");
  const requests = counter(
    name.remoteWriteRequests,
    "Requests of remote write, by the status they were answered with.",
  );
  const scrapes = meter.createHistogram(name.scrapeDuration, {
    description: "Time to scrape a target.",
    unit: "ms",
    advice: { explicitBucketBoundaries: scrapeBuckets },
  });
  return {
    written: (count) => written.add(count),
    lost: (count, { reason }) => lost.add(count, { [attribute.reason]: reason }),
    request: ({ status }) => requests.add(1, { [attribute.status]: status }),
    scrape: (ms, { outcome }) => scrapes.record(ms, { [attribute.outcome]: outcome }),
    observe: (state) => observe(meter, state),
  };
}

function observe(meter: Meter, state: () => CollectorState): void {
  const gauge = (of: string, description: string, unit = "") => meter.createObservableGauge(of, { description, unit });
  const waiting = gauge(name.collectWaiting, "What Kafka has not acknowledged yet.", "By");
  const targets = gauge(name.scrapeTargets, "Targets, by whether they answered last time.");
  const behind = gauge(name.followBehind, "Between what Kafka has of the followed file and its end.", "By");
  meter.addBatchObservableCallback(
    (result) => {
      const now = state();
      result.observe(waiting, now.waitingBytes);
      for (const [outcome, count] of Object.entries(now.targets ?? {})) {
        result.observe(targets, count, { [attribute.outcome]: outcome });
      }
      if (now.behindBytes !== undefined) result.observe(behind, now.behindBytes);
    },
    [waiting, targets, behind],
  );
}
