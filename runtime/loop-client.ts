/**
 * The Kafka client that kafka-streams believes it has: it only takes what the chains send out. Picket's own poll loop
 * reads and commits, because the library's clients commit before processing and know no transaction.
 */

import { KafkaClient } from "kafka-streams";
import type { Envelope } from "./envelope.ts";

/** Receives what a chain's `.to(topic)` sends. */
export type Send = (topic: string, envelope: Envelope) => void;

export class LoopClient extends KafkaClient {
  readonly #send: Send;
  /** kafka-streams asks for its length. */
  readonly topic: readonly string[] = [];

  constructor(send: Send) {
    super();
    this.#send = send;
  }

  on(): this {
    return this;
  }

  start(ready: () => void): void {
    ready();
  }

  setupProducer(_topic: string, _partitions: number, ready: () => void): void {
    ready();
  }

  send(topic: string, envelope: Envelope): Promise<void> {
    this.#send(topic, envelope);
    return delivered;
  }

  overwriteTopics(): void {}

  getProduceHandler(): null {
    return null;
  }

  close(): void {}
}

/**
 * Already delivered, and nothing left to react to. kafka-streams hangs two reactions on what `send` answers, for each event;
 * on an ordinary promise they would pile up until the batch is done (3 % of the whole path).
 */
// oxlint-disable-next-line unicorn/no-thenable -- it is a promise, whose reactions are dropped on purpose
const delivered: Promise<void> = Object.assign(Promise.resolve(), { then: () => delivered, catch: () => delivered });
