/** The names of all metrics, spans and attributes, in one place; docs/telemetry.md explains them. */

/** Names as OpenTelemetry writes them; Prometheus shows `picket.events.in` as `picket_events_in_total`. */
export const metricNames = {
  eventsIn: "picket.events.in",
  eventsScored: "picket.events.scored",
  anomalies: "picket.anomalies",
  eventsSkipped: "picket.events.skipped",
  deadLetters: "picket.dead_letters",
  lag: "picket.lag",
  anomalyLatency: "picket.anomaly.latency",
  transactionDuration: "picket.transaction.duration",
  transactions: "picket.transactions",
  models: "picket.models",
  keysInMemory: "picket.keys.in_memory",
  keysAway: "picket.keys.away",
  keysReturned: "picket.keys.returned",
  keyReturnDuration: "picket.keys.return.duration",
  keysForgotten: "picket.keys.forgotten",
  restoreDuration: "picket.restore.duration",
  restoredEvents: "picket.restore.events",
  snapshots: "picket.snapshots",
  snapshotDuration: "picket.snapshot.duration",
  snapshotBytes: "picket.snapshot.bytes",
  snapshotLag: "picket.snapshot.lag",
  snapshotAge: "picket.snapshot.age",
} as const;

export const spanNames = {
  batch: "picket.batch",
  poll: "picket.poll",
  step: "picket.step",
  commit: "picket.commit",
  anomaly: "picket.anomaly",
} as const;

/** Attributes of messaging follow OpenTelemetry's semantic conventions; the rest is Picket's own. */
export const attributeNames = {
  stage: "picket.stage",
  detector: "picket.detector",
  severity: "picket.severity",
  reason: "picket.reason",
  outcome: "picket.outcome",
  origin: "picket.origin",
  score: "picket.score",
  container: "container.image.name",
  topic: "messaging.destination.name",
  partition: "messaging.destination.partition.id",
  offset: "messaging.kafka.offset",
  batchSize: "messaging.batch.message_count",
} as const;
