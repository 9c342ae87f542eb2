/**
 * The upper bound: fetches and decodes the events of a topic, and does nothing with them. Its arguments are the topic and
 * how many events to read; the broker is in KAFKA_BROKER.
 */

import { kafkaLog } from "../log/kafka/log.ts";
import { systemClock } from "../runtime/clock.ts";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import { Rejection } from "../topology/rejection.ts";

const [topic = "", wanted = "0"] = process.argv.slice(2);
const brokers = [process.env["KAFKA_BROKER"] ?? "localhost:9092"];
const log = kafkaLog({ clientId: "bare-reader", brokers, now: () => systemClock.now() });
const [partitions = 0] = await log.partitionCounts([topic]);
const reader = await log.reader();
const decoder = eventDecoder();
const offsets = Array.from({ length: partitions }, () => 0);

const started = performance.now();
let read = 0;
while (read < Number(wanted)) {
  const from = offsets.map((offset, partition) => ({ topic, partition, offset }));
  for (const { partition, records, nextOffset } of await reader.fetch(from, {
    maxBytes: 8 * 2 ** 20,
    maxWaitMs: 100,
  })) {
    for (const { value } of records) if (value && !(decoder.decode(value) instanceof Rejection)) read += 1;
    offsets[partition] = nextOffset;
  }
}
console.log(`${Math.round((read * 1000) / (performance.now() - started))} events/s`);
await log.close();
