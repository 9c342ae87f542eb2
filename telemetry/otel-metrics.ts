/** The runtime's counts as OpenTelemetry instruments. */

import type { Counter, Histogram, Meter } from "@opentelemetry/api";
import type { Metrics } from "./metrics.ts";
import { attributeNames as attribute, metricNames as name } from "./names.ts";
import { PartitionGauge } from "./partition-gauge.ts";

/** In ms: from the 250 that an anomaly may take at a low rate, in both directions. */
const latencyBuckets = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000];

type MakeCounter = (of: string, description: string, unit?: string) => Counter;
type MakeDurations = (of: string, description: string) => Histogram;

export function otelMetrics(meter: Meter): Metrics {
  const counter: MakeCounter = (of, description, unit = "") => meter.createCounter(of, { description, unit });
  const durations: MakeDurations = (of, description) =>
    meter.createHistogram(of, { description, unit: "ms", advice: { explicitBucketBoundaries: latencyBuckets } });
  return {
    ...ofEvents(counter, durations),
    ...ofSnapshots(counter, durations),
    ...ofKeys(counter, durations),
    ...ofPartitions(meter),
  };
}

function ofEvents(counter: MakeCounter, durations: MakeDurations) {
  const eventsIn = counter(name.eventsIn, "Events read, by stage and topic.");
  const eventsScored = counter(name.eventsScored, "Events that a detector scored.");
  const anomalies = counter(name.anomalies, "Anomalies written.");
  const eventsSkipped = counter(name.eventsSkipped, "Events passed over on purpose, by reason.");
  const deadLetters = counter(name.deadLetters, "Records that could not be read, by reason.");
  const anomalyLatency = durations(name.anomalyLatency, "From an event's time to its anomaly's commit.");
  const transactionDuration = durations(name.transactionDuration, "From the begin of a transaction to its outcome.");
  const transactions = counter(name.transactions, "Transactions, by outcome.");
  return {
    eventsIn: (count, { stage, topic }) => eventsIn.add(count, { [attribute.stage]: stage, [attribute.topic]: topic }),
    eventsScored: (count, { detector }) => eventsScored.add(count, { [attribute.detector]: detector }),
    anomalies: (count, { detector, severity }) =>
      anomalies.add(count, { [attribute.detector]: detector, [attribute.severity]: severity }),
    eventsSkipped: (count, { reason }) => eventsSkipped.add(count, { [attribute.reason]: reason }),
    deadLetters: (count, { reason }) => deadLetters.add(count, { [attribute.reason]: reason }),
    anomalyLatency: (ms, { detector }) => anomalyLatency.record(ms, { [attribute.detector]: detector }),
    transaction: (ms, { stage, outcome }) => {
      const attributes = { [attribute.stage]: stage, [attribute.outcome]: outcome };
      transactionDuration.record(ms, attributes);
      transactions.add(1, attributes);
    },
  } satisfies Partial<Metrics>;
}

function ofSnapshots(counter: MakeCounter, durations: MakeDurations) {
  const restoreDuration = durations(name.restoreDuration, "Time to restore one partition's state.");
  const restoredEvents = counter(name.restoredEvents, "Events replayed to restore state.");
  const snapshots = counter(name.snapshots, "Snapshots of partitions, by outcome.");
  const snapshotDuration = durations(name.snapshotDuration, "Time to save one partition's changed states.");
  const snapshotsAwaited = counter(name.snapshotsAwaited, "Attempts to load a snapshot that the store did not answer.");
  const snapshotBytes = counter(name.snapshotBytes, "Bytes of states saved, before packing.", "By");
  return {
    restore: (ms, events, { stage, origin }) => {
      const attributes = { [attribute.stage]: stage, [attribute.origin]: origin };
      restoreDuration.record(ms, attributes);
      restoredEvents.add(events, attributes);
    },
    snapshot: (ms, { stage, outcome }) => {
      const attributes = { [attribute.stage]: stage, [attribute.outcome]: outcome };
      snapshotDuration.record(ms, attributes);
      snapshots.add(1, attributes);
    },
    snapshotsAwaited: (count, { stage }) => snapshotsAwaited.add(count, { [attribute.stage]: stage }),
    snapshotBytes: (bytes, { stage }) => snapshotBytes.add(bytes, { [attribute.stage]: stage }),
  } satisfies Partial<Metrics>;
}

function ofKeys(counter: MakeCounter, durations: MakeDurations) {
  const keysReturned = counter(name.keysReturned, "Keys that came back into memory.");
  const keyReturnDuration = durations(name.keyReturnDuration, "Time for which a batch waited for keys to return.");
  const keysForgotten = counter(name.keysForgotten, "Keys forgotten for good.");
  return {
    keysReturned: (count, { stage }) => keysReturned.add(count, { [attribute.stage]: stage }),
    keyReturn: (ms, { stage }) => keyReturnDuration.record(ms, { [attribute.stage]: stage }),
    keysForgotten: (count, { stage }) => keysForgotten.add(count, { [attribute.stage]: stage }),
  } satisfies Partial<Metrics>;
}

/** What is as it is now. */
function ofPartitions(meter: Meter) {
  const gauges: PartitionGauge[] = [];
  const gauge = (of: string, description: string, unit = "") => {
    const values = new PartitionGauge();
    meter.createObservableGauge(of, { description, unit }).addCallback((result) => values.observe(result));
    gauges.push(values);
    return values;
  };
  const lag = gauge(name.lag, "Records that wait to be read.");
  const models = gauge(name.models, "States held in memory, by detector.");
  const keysInMemory = gauge(name.keysInMemory, "Keys whose states are in memory.");
  const keysAway = gauge(name.keysAway, "Keys whose states are in the store alone.");
  const snapshotLag = gauge(name.snapshotLag, "Records between the saved and the committed offset.");
  const snapshotAge = gauge(name.snapshotAge, "Time since the last save.", "s");
  const tickAge = gauge(name.tickAge, "Time since the newest tick that was read.", "s");
  return {
    lag: (records, partition) => lag.set(partition, records),
    models: (count, { detector, ...partition }) => models.set(partition, count, { [attribute.detector]: detector }),
    keysInMemory: (count, partition) => keysInMemory.set(partition, count),
    keysAway: (count, partition) => keysAway.set(partition, count),
    snapshotLag: (records, partition) => snapshotLag.set(partition, records),
    snapshotAge: (seconds, partition) => snapshotAge.set(partition, seconds),
    tickAge: (seconds, partition) => tickAge.set(partition, seconds),
    forget: (partition) => {
      for (const values of gauges) values.forget(partition);
    },
  } satisfies Partial<Metrics>;
}
