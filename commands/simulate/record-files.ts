/** A directory of files with a simulated fleet's telemetry, one for each kind of input, in the order of event time. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { MetricsForm } from "../../simulate/nodes/metrics.ts";
import type { NodeTopic, SimulatedRecord } from "../../simulate/nodes/record.ts";
import { requireWritable } from "../require-writable.ts";

/**
 * Lines end in a newline; other values follow their length, 4 bytes little-endian, as in files of events.
 *
 * @throws PicketError `SETTINGS_INVALID` where a file cannot be written.
 */
export async function writeRecordFiles(
  directory: string,
  records: Iterable<SimulatedRecord>,
  options: { readonly topics: readonly NodeTopic[]; readonly metricsForm: MetricsForm },
): Promise<void> {
  const names = new Map(options.topics.map((topic) => [topic, fileName(topic, options.metricsForm)]));
  const paths = new Map(Array.from(names.values(), (name) => [name, path.join(directory, name)]));
  for (const file of paths.values()) await requireWritable("--out", file);
  const files = new Map(Array.from(paths, ([name, file]) => [name, new RecordFile(file)]));
  for (const { topic, value } of records) {
    const file = files.get(names.get(topic) ?? "");
    if (file === undefined) continue;
    file.add(value);
    if (file.isFull) await file.flush();
  }
  for (const file of files.values()) await file.close();
}

/** Those of containers are one file, as they are recorded on a real machine. */
function fileName(topic: NodeTopic, form: MetricsForm): string {
  switch (topic) {
    case "node-metrics":
      return form === "adapter" ? "prometheus.jsonl.gz" : "remote-write.records.gz";
    case "tetragon":
      return "tetragon.jsonl.gz";
    case "ebpf_events":
      return "ebpf.events.gz";
    case "resource":
    case "frequency":
      return "container.events.gz";
  }
}

const chunkBytes = 256 * 1024;
const newline = Buffer.from("\n");

class RecordFile {
  readonly #lines: boolean;
  readonly #gzip = createGzip({ level: 1 });
  readonly #written: Promise<void>;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(file: string) {
    this.#lines = file.endsWith(".jsonl.gz");
    this.#written = pipeline(this.#gzip, createWriteStream(file));
    // Who flushes hears of it.
    this.#written.catch(() => {});
  }

  get isFull(): boolean {
    return this.#bytes >= chunkBytes;
  }

  add(value: Buffer): void {
    if (this.#lines) this.#parts.push(value, newline);
    else {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(value.length);
      this.#parts.push(length, value);
    }
    this.#bytes += value.length;
  }

  async flush(): Promise<void> {
    const chunk = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    if (!this.#gzip.write(chunk)) await Promise.race([once(this.#gzip, "drain"), this.#written]);
  }

  async close(): Promise<void> {
    await this.flush();
    this.#gzip.end();
    await this.#written;
  }
}
