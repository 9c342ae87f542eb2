/** What one batch sends out: frames for the next stage, values for readers, dead letters, and what there is to count. */

import type { OutputRecord } from "../log/port.ts";
import type { BatchTrace } from "../telemetry/tracing.ts";
import type { EndNode, ForwardNode } from "../topology/nodes.ts";
import type { Rejection } from "../topology/rejection.ts";
import type { InternalTopic, OutputTopic } from "../topology/topics.ts";
import type { StageSink } from "./compile.ts";
import type { Envelope } from "./envelope.ts";
import { FrameWriter } from "./frame.ts";
import type { Serializer } from "./serializer.ts";
import type { TopicDirectory } from "./topic-directory.ts";

/** A frame is closed when its events reach this size: far below any message limit, large enough to be worth it. */
const frameBytes = 256 * 1024;

/** A value that was written, for those who listen in this process. */
export interface Produced {
  readonly topic: OutputTopic<unknown>;
  readonly value: unknown;
}

/** Counts of a batch, by name. */
export interface Tally {
  readonly scored: ReadonlyMap<string, number>;
  readonly skipped: ReadonlyMap<string, number>;
  readonly rejected: ReadonlyMap<string, number>;
}

export interface Outgoing {
  readonly records: readonly OutputRecord[];
  readonly produced: readonly Produced[];
  readonly tally: Tally;
}

export class Outbox implements StageSink {
  /** While a partition is restored its events have been answered already: nothing goes out, nothing is counted. */
  muted = false;

  readonly #topics: TopicDirectory;
  readonly #serializer: Serializer;
  readonly #deadLetters: string | undefined;
  #trace: BatchTrace | undefined;
  #records: OutputRecord[] = [];
  #produced: Produced[] = [];
  /** The open one of each partition that is forwarded to, by topic and partition. */
  #frames = new Map<InternalTopic, Map<number, FrameTarget>>();
  #scored = new Map<string, number>();
  #skipped = new Map<string, number>();
  #rejected = new Map<string, number>();

  constructor(topics: TopicDirectory, serializer: Serializer, deadLetters: string | undefined) {
    this.#topics = topics;
    this.#serializer = serializer;
    this.#deadLetters = deadLetters;
  }

  /** Starts a batch. */
  open(trace: BatchTrace): void {
    this.#trace = trace;
    this.muted = false;
    this.#records = [];
    this.#produced = [];
    this.#frames = new Map();
    this.#scored = new Map();
    this.#skipped = new Map();
    this.#rejected = new Map();
  }

  /** Ends the batch. */
  take(): Outgoing {
    for (const targets of this.#frames.values()) for (const target of targets.values()) this.#close(target);
    return {
      records: this.#records,
      produced: this.#produced,
      tally: { scored: this.#scored, skipped: this.#skipped, rejected: this.#rejected },
    };
  }

  emit(end: EndNode, envelope: Envelope): void {
    if (this.muted) return;
    if (end.kind === "forward") this.#forward(end, envelope);
    else this.#produce(end.topic, envelope);
  }

  reject(envelope: Envelope, rejection: Rejection): void {
    if (this.muted) return;
    increment(this.#rejected, rejection.reason);
    if (this.#deadLetters === undefined) return;
    this.#records.push(this.#serializer.deadLetter(this.#deadLetters, envelope, rejection));
  }

  skip(reason: string | undefined): void {
    if (!this.muted && reason !== undefined) increment(this.#skipped, reason);
  }

  scored(detector: string): void {
    if (!this.muted) increment(this.#scored, detector);
  }

  /** In the order in which they come, so that what is forwarded under a key keeps its order, whatever it was made of. */
  #forward({ topic, as }: ForwardNode, { key, time, offset, trace, bytes, payload, origin }: Envelope): void {
    const value = as ? as.encode(payload) : bytes;
    const partition = this.#topics.partitionFor(topic, key);
    const targets = this.#targetsOf(topic);
    let target = targets.get(partition);
    if (!target?.frame.takes(origin, offset)) {
      if (target) this.#close(target);
      const frame = new FrameWriter(origin.topic, origin.partition);
      targets.set(partition, (target = { topic: this.#topics.nameOf(topic), partition, frame }));
    }
    target.frame.add(key, time, offset, trace, value);
    if (target.frame.size >= frameBytes) this.#close(target);
  }

  #targetsOf(topic: InternalTopic): Map<number, FrameTarget> {
    let targets = this.#frames.get(topic);
    if (!targets) this.#frames.set(topic, (targets = new Map<number, FrameTarget>()));
    return targets;
  }

  #close({ topic, partition, frame }: FrameTarget): void {
    if (frame.count === 0) return;
    this.#records.push({ topic, partition, key: null, value: frame.take(), headers: [] });
  }

  #produce(topic: OutputTopic<unknown>, envelope: Envelope): void {
    const name = this.#topics.nameOf(topic);
    const value = envelope.payload;
    const facts = topic.carries.factsOf(value);
    const trace = facts ? this.#trace?.anomaly(envelope.trace, facts) : envelope.trace;
    this.#records.push(this.#serializer.value(name, topic, envelope, trace));
    this.#produced.push({ topic, value });
  }
}

interface FrameTarget {
  readonly topic: string;
  readonly partition: number;
  readonly frame: FrameWriter;
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
