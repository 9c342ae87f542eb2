/** One partition of the embedded log: records in offset order, with the gaps that Kafka's transaction markers leave. */

import type { LogRecord, OutputRecord } from "../port.ts";

export class MemoryPartition {
  readonly #retainRecords: number;
  /** Records before `#head` are gone; they are cut off in bulk, not one by one. */
  #records: LogRecord[] = [];
  #head = 0;
  #startOffset = 0;
  #endOffset = 0;

  constructor(retainRecords: number) {
    this.#retainRecords = retainRecords;
  }

  get startOffset(): number {
    return this.#startOffset;
  }

  get endOffset(): number {
    return this.#endOffset;
  }

  /** Copies the bytes: the writer may use its buffers again, as it may after a write to Kafka. */
  append({ key, value, headers, timestamp }: OutputRecord, now: number): void {
    this.#records.push({
      offset: this.#endOffset,
      timestamp: timestamp ?? now,
      key: key && Buffer.from(key),
      value: value && Buffer.from(value),
      headers: headers.map(([name, bytes]) => [name, Buffer.from(bytes)] as const),
    });
    this.#endOffset += 1;
    if (this.#records.length - this.#head > this.#retainRecords) {
      this.#head += 1;
      this.#startOffset = this.#records[this.#head]?.offset ?? this.#endOffset;
      if (this.#head > this.#retainRecords) this.#dropHead();
    }
  }

  /** A transaction's marker: takes an offset and is never read. */
  mark(): void {
    this.#endOffset += 1;
  }

  /** Forgets the records before `offset`, as retention does. */
  truncate(offset: number): void {
    this.#startOffset = Math.min(Math.max(offset, this.#startOffset), this.#endOffset);
    this.#head = this.#indexOf(this.#startOffset);
    this.#dropHead();
  }

  /** Reads from `offset` on, until `maxBytes` are reached; the first record always comes. */
  read(offset: number, maxBytes: number): { records: LogRecord[]; nextOffset: number; bytes: number } {
    const records: LogRecord[] = [];
    let bytes = 0;
    for (let index = this.#indexOf(offset); ; index += 1) {
      const record = this.#records[index];
      if (record === undefined) return { records, nextOffset: this.#endOffset, bytes };
      const size = recordBytes(record);
      if (records.length > 0 && bytes + size > maxBytes) return { records, nextOffset: record.offset, bytes };
      records.push(record);
      bytes += size;
    }
  }

  #indexOf(offset: number): number {
    let low = this.#head;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle]?.offset ?? Number.POSITIVE_INFINITY) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #dropHead(): void {
    this.#records = this.#records.slice(this.#head);
    this.#head = 0;
  }
}

/** The bytes of a record's key, value and headers. */
export function recordBytes({ key, value, headers }: Pick<LogRecord, "key" | "value" | "headers">): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, content] of headers) bytes += name.length + content.length;
  return bytes;
}
