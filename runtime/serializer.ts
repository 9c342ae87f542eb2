/** From envelopes to the records of output topics and dead letters: value, CloudEvents headers, trace context, signature. */

import type { OutputRecord } from "../log/port.ts";
import { encodeDeadLetter } from "../proto/codecs/dead-letter.ts";
import { eventSource, messageRecord } from "../proto/codecs/message-record.ts";
import { type TraceContext, traceHeaders } from "../telemetry/propagation.ts";
import type { Rejection } from "../topology/rejection.ts";
import type { OutputFormat, OutputTopic } from "../topology/topics.ts";
import { type Envelope, tombstone } from "./envelope.ts";

/** Dead letters are cut to this, so that they fit a topic of the usual message limit (1 MiB) with their headers. */
const deadLetterBytes = 1_000_000 - 16_384;

/** Adds a signature to a record that is ready to be written. */
export type Sign = (record: OutputRecord) => OutputRecord;

export class Serializer {
  readonly #source: string;
  readonly #format: OutputFormat;
  readonly #sign: Sign;

  constructor(applicationId: string, format: OutputFormat, sign: Sign = (record) => record) {
    this.#source = eventSource(applicationId);
    this.#format = format;
    this.#sign = sign;
  }

  /** `trace` is what readers of the value go on from. */
  value(
    topicName: string,
    topic: OutputTopic<unknown>,
    envelope: Envelope,
    trace: TraceContext | undefined,
  ): OutputRecord {
    const to = { topic: topicName, key: envelope.key, source: this.#source, format: this.#format };
    const message = messageRecord(envelope.payload, topic.carries, to);
    const record = { ...message, headers: [...message.headers, ...traceHeaders(trace)] };
    return topic.isSigned ? this.#sign(record) : record;
  }

  deadLetter(topicName: string, envelope: Envelope, { reason, detail }: Rejection): OutputRecord {
    const { source, time: timestamp, bytes, trace } = envelope;
    const value = bytes === tombstone ? null : bytes;
    const letter = encodeDeadLetter({ reason, detail, source, timestamp, value }, deadLetterBytes);
    return { topic: topicName, key: null, value: letter.value, headers: [...letter.headers, ...traceHeaders(trace)] };
  }
}
