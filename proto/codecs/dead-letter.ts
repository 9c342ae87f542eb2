/**
 * Dead letters: the value is the record's own, byte for byte, and headers tell why it could not be read and where it came
 * from (proto/picket/v1/dead_letter.proto).
 */

import { PicketError } from "../../errors/picket-error.ts";
import type { Header } from "../../log/port.ts";

export interface DeadLetter {
  /** A code of the closed list in docs/dead-letters.md. */
  readonly reason: string;
  /** For people; cut after `longestDetail` characters. */
  readonly detail: string;
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: number };
  /** Of the source record, ms since the epoch. */
  readonly timestamp: number;
  /** `null` for a tombstone. */
  readonly value: Buffer | null;
}

/** `value` and `headers` of a record. */
export interface DeadLetterRecord {
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

export interface ReadDeadLetter extends DeadLetter {
  /** How many bytes the value had before it was cut; `undefined` where it is whole. */
  readonly originalBytes: number | undefined;
}

export const longestDetail = 1000;

/** @param maxValueBytes longer values are cut to this, and headers say so. */
export function encodeDeadLetter(letter: DeadLetter, maxValueBytes: number): DeadLetterRecord {
  const { reason, detail, source, timestamp, value } = letter;
  const headers: Header[] = [
    [names.reason, Buffer.from(reason)],
    [names.detail, Buffer.from(detail.slice(0, longestDetail))],
    [names.topic, Buffer.from(source.topic)],
    [names.partition, Buffer.from(String(source.partition))],
    [names.offset, Buffer.from(String(source.offset))],
    [names.timestamp, Buffer.from(String(timestamp))],
  ];
  if (value === null || value.length <= maxValueBytes) return { value, headers };
  headers.push([names.truncated, Buffer.from("true")], [names.originalBytes, Buffer.from(String(value.length))]);
  return { value: value.subarray(0, maxValueBytes), headers };
}

/**
 * Reads back what `encodeDeadLetter` wrote; other headers are passed over.
 *
 * @throws PicketError `MESSAGE_INVALID` where a header is missing, or no number where it should be one.
 */
export function decodeDeadLetter({ value, headers }: DeadLetterRecord): ReadDeadLetter {
  const texts = new Map(headers.map(([name, bytes]) => [name, bytes.toString()]));
  const text = (name: string) => texts.get(name) ?? invalid(`it lacks the header ${name}`);
  const number = (name: string) => {
    const digits = text(name);
    return /^-?\d{1,16}$/.test(digits) ? Number(digits) : invalid(`its header ${name} is not a number`);
  };
  return {
    reason: text(names.reason),
    detail: text(names.detail),
    source: { topic: text(names.topic), partition: number(names.partition), offset: number(names.offset) },
    timestamp: number(names.timestamp),
    value,
    originalBytes: texts.get(names.truncated) === "true" ? number(names.originalBytes) : undefined,
  };
}

const names = {
  reason: "picket-reason",
  detail: "picket-detail",
  topic: "picket-source-topic",
  partition: "picket-source-partition",
  offset: "picket-source-offset",
  timestamp: "picket-source-timestamp",
  truncated: "picket-truncated",
  originalBytes: "picket-original-bytes",
} as const;

function invalid(problem: string): never {
  throw new PicketError("MESSAGE_INVALID", `This is not a dead letter: ${problem}.`);
}
