/** Writes a simulated fleet's telemetry to the topics of the settings, as fast as it is due. */

import { writeRequestType } from "../../collect/node-samples.ts";
import type { Settings } from "../../config/settings.ts";
import type { Log, OutputRecord } from "../../log/port.ts";
import type { NodeTopic, SimulatedRecord } from "../../simulate/nodes/record.ts";
import { ensureTopics } from "../ensure-topics.ts";
import type { Surroundings } from "../surroundings.ts";

export function topicName(topic: NodeTopic, { topics }: Settings): string {
  switch (topic) {
    case "node-metrics":
      return topics.nodeMetrics;
    case "tetragon":
      return topics.tetragon;
    case "ebpf_events":
      return topics.ebpfEvents;
    case "resource":
      return topics.resource;
    case "frequency":
      return topics.frequency;
  }
}

/**
 * A record's time is its event time, as if it had been written then. Resolves when all are written, or `stop` aborts.
 *
 * @param dueUntil the event time that has been reached, in ms since the epoch; asked again and again.
 */
export async function writeNodeTopics(
  log: Log,
  settings: Settings,
  records: Iterator<SimulatedRecord, void>,
  options: { readonly topics: readonly NodeTopic[]; readonly dueUntil: () => number } & Surroundings,
): Promise<void> {
  const { topics, dueUntil, clock, stop } = options;
  const names = new Map(topics.map((topic) => [topic, topicName(topic, settings)]));
  await ensureTopics(log, [...names.values()], settings.topics);
  const writer = await log.writer();
  let next = records.next();
  // One batch is on its way while the next is made.
  let writing = Promise.resolve();
  while (next.done !== true && !stop.aborted) {
    const batch: OutputRecord[] = [];
    for (const until = dueUntil(); next.done !== true && next.value.time <= until && batch.length < batchSize;) {
      const { topic, key, time, value } = next.value;
      // The adapter writes without keys; with one, it is as `picket collect` writes them.
      const headers = topic === "node-metrics" && key !== null ? [writeRequestType] : [];
      batch.push({ topic: names.get(topic) ?? topic, key, value, headers, timestamp: time });
      next = records.next();
    }
    await writing;
    if (batch.length === 0) await clock.sleep(paceMs, stop);
    else {
      writing = writer.write(batch);
      // Whoever waits for it hears of it.
      writing.catch(() => {});
    }
  }
  await writing;
  await writer.close();
}

const batchSize = 5000;
const paceMs = 20;
