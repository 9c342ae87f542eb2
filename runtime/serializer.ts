/** From envelopes to the records of output topics and dead letters: value, CloudEvents headers, trace context. */

import type { OutputRecord } from "../log/port.ts";
import { encodeDeadLetter } from "../proto/codecs/dead-letter.ts";
import { eventSource, messageRecord } from "../proto/codecs/message-record.ts";
import { type TraceContext, traceHeaders } from "../telemetry/propagation.ts";
import type { Rejection } from "../topology/rejection.ts";
import type { OutputFormat, OutputTopic } from "../topology/topics.ts";
import { type Envelope, TOMBSTONE } from "./envelope.ts";

/** Dead letters are cut to this, so that they fit a topic of the usual message limit (1 MiB) with their headers. */
const DEAD_LETTER_BYTES = 1_000_000 - 16_384;

export class Serializer {
  readonly #source: string;
  readonly #format: OutputFormat;

  constructor(applicationId: string, format: OutputFormat) {
    this.#source = eventSource(applicationId);
    this.#format = format;
  }

  /** `trace` is what readers of the value go on from. */
  value(
    topicName: string,
    topic: OutputTopic<unknown>,
    envelope: Envelope,
    trace: TraceContext | undefined,
  ): OutputRecord {
    const to = { topic: topicName, key: envelope.key, source: this.#source, format: this.#format };
    const record = messageRecord(envelope.payload, topic.carries, to);
    return { ...record, headers: [...record.headers, ...traceHeaders(trace)] };
  }

  deadLetter(topicName: string, envelope: Envelope, { reason, detail }: Rejection): OutputRecord {
    const { source, time: timestamp, bytes, trace } = envelope;
    const value = bytes === TOMBSTONE ? null : bytes;
    const letter = encodeDeadLetter({ reason, detail, source, timestamp, value }, DEAD_LETTER_BYTES);
    return { topic: topicName, key: null, value: letter.value, headers: [...letter.headers, ...traceHeaders(trace)] };
  }
}
