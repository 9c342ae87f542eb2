/**
 * kafka-streams' KStream as Picket uses it: fed synchronously, and typed for envelopes. The library's own declarations
 * call every value `any` and forget after the first step that a stream is a KStream; its own event source hands events
 * on only after the current turn, when a transaction's batch could already be closed.
 */

import { KafkaClient, KafkaStreams } from "kafka-streams";
import { type Sink, type Source, Stream } from "most";
import type { Envelope } from "./envelope.ts";

type MaybeEnvelope = Envelope | undefined;

export interface Chain {
  map(step: (envelope: Envelope) => MaybeEnvelope): Chain;
  /** Drops what a step answered with `undefined`. */
  filter(isPresent: (envelope: MaybeEnvelope) => boolean): Chain;
  /** Makes the steps so far run once, however many clones follow. */
  multicast(): Chain;
  clone(): Chain;
  merge(other: Chain): Chain;
  /** The end of a chain. */
  forEach(end: (envelope: Envelope) => void): Promise<void>;
}

/**
 * A chain that begins at `source`. The library's own ends and clients are not used: they commit before they process, know
 * no transaction, and `to` hangs promises on every event.
 */
export function openChain(source: PushSource): Chain {
  const streams = new KafkaStreams({});
  Object.assign(streams, { factory: { getKafkaClient: () => new KafkaClient() } });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library is untyped where it matters
  return streams.fromMost(new Stream(source)) as unknown as Chain;
}

/** A most.js source whose events go all the way through before `push` returns. */
export class PushSource implements Source<Envelope> {
  #sink: Sink<Envelope> | undefined;
  readonly #connected = Promise.withResolvers<void>();

  /** Resolves when a chain reads from this source. */
  get connected(): Promise<void> {
    return this.#connected.promise;
  }

  run(sink: Sink<Envelope>): { dispose: () => void } {
    this.#sink = sink;
    this.#connected.resolve();
    // A chain that ended, which none should, must not swallow what is pushed.
    return { dispose: () => (this.#sink = undefined) };
  }

  push(envelope: Envelope): void {
    if (!this.#sink) throw new TypeError("A chain is fed while it is connected.");
    // The time is most.js's own notion of it; none of its time operators is used here.
    this.#sink.event(0, envelope);
  }
}
