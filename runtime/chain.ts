/**
 * kafka-streams' KStream as Picket uses it: fed synchronously, and typed for envelopes. The library's own declarations
 * call every value `any` and forget after the first step that a stream is a KStream; its own event source hands events
 * on only after the current turn, when a transaction's batch could already be closed.
 */

import { KafkaStreams } from "kafka-streams";
import { type Sink, type Source, Stream } from "most";
import type { Envelope } from "./envelope.ts";
import type { LoopClient } from "./loop-client.ts";

type MaybeEnvelope = Envelope | undefined;

export interface Chain {
  map(step: (envelope: Envelope) => MaybeEnvelope): Chain;
  /** Drops what a step answered with `undefined`. */
  filter(isPresent: (envelope: MaybeEnvelope) => boolean): Chain;
  /** Makes the steps so far run once, however many clones follow. */
  multicast(): Chain;
  clone(): Chain;
  merge(other: Chain): Chain;
  /** Sends each envelope to the client. Resolves when connected. */
  to(topic: string): Promise<unknown>;
  start(): Promise<void>;
}

/** A chain that begins at `source` and ends at `client`. */
export function openChain(source: PushSource, client: LoopClient): Chain {
  const streams = new KafkaStreams({});
  Object.assign(streams, { factory: { getKafkaClient: () => client } });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library is untyped where it matters
  return streams.fromMost(new Stream(source)) as unknown as Chain;
}

/** A most.js source whose events go all the way through before `push` returns. */
export class PushSource implements Source<Envelope> {
  #sink: Sink<Envelope> | undefined;

  run(sink: Sink<Envelope>): { dispose: () => void } {
    this.#sink = sink;
    return { dispose: () => {} };
  }

  push(envelope: Envelope): void {
    if (!this.#sink) throw new TypeError("A chain is fed only after it has been started.");
    // The time is most.js's own notion of it; none of its time operators is used here.
    this.#sink.event(0, envelope);
  }
}
