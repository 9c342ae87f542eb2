/** Metrics for tests: sums of counters, last values of gauges, all values of durations, as plain data. */

import type { Metrics } from "./metrics.ts";

export interface RecordedMetrics extends Metrics {
  /** Sum of a counter, or the last value of a gauge, of exactly these attributes; 0 where it was never called. */
  total(name: Exclude<keyof Metrics, "forget">, of: Readonly<Record<string, string | number>>): number;
  /** All durations in ms that were recorded, in order. */
  durations(name: "anomalyLatency" | "transaction" | "restore" | "snapshot" | "keyReturn"): readonly number[];
}

export function recordedMetrics(): RecordedMetrics {
  const totals = new Map<string, number>();
  const durations = new Map<string, number[]>();
  const add = (name: string) => (count: number, of: object) => {
    totals.set(keyOf(name, of), (totals.get(keyOf(name, of)) ?? 0) + count);
  };
  const set = (name: string) => (value: number, of: object) => {
    totals.set(keyOf(name, of), value);
  };
  const time = (name: string, ms: number, of: object): void => {
    durations.set(name, [...(durations.get(name) ?? []), ms]);
    add(name)(1, of);
  };
  return {
    eventsIn: add("eventsIn"),
    eventsScored: add("eventsScored"),
    anomalies: add("anomalies"),
    eventsSkipped: add("eventsSkipped"),
    deadLetters: add("deadLetters"),
    anomalyLatency: (ms, of) => time("anomalyLatency", ms, of),
    transaction: (ms, of) => time("transaction", ms, of),
    restore: (ms, _events, of) => time("restore", ms, of),
    snapshot: (ms, of) => time("snapshot", ms, of),
    snapshotsAwaited: add("snapshotsAwaited"),
    snapshotBytes: add("snapshotBytes"),
    snapshotLag: set("snapshotLag"),
    snapshotAge: set("snapshotAge"),
    tickAge: set("tickAge"),
    lag: set("lag"),
    models: set("models"),
    keysInMemory: set("keysInMemory"),
    keysAway: set("keysAway"),
    keysReturned: add("keysReturned"),
    keyReturn: (ms, of) => time("keyReturn", ms, of),
    keysForgotten: add("keysForgotten"),
    forget: (partition) => {
      const parts = attributesOf(partition);
      for (const key of totals.keys()) {
        if (
          /^(lag|models|keysInMemory|keysAway|snapshotLag|snapshotAge|tickAge) /.test(key) &&
          parts.every((part) => key.includes(part))
        )
          totals.delete(key);
      }
    },
    total: (name, of) => totals.get(keyOf(name, of)) ?? 0,
    durations: (name) => durations.get(name) ?? [],
  };
}

function keyOf(name: string, of: object): string {
  return `${name} ${attributesOf(of).join(" ")} `;
}

function attributesOf(of: object): string[] {
  return Object.entries(of)
    .map(([name, value]) => `${name}=${String(value)}`)
    .sort();
}
