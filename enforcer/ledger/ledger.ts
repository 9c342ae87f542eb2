/**
 * What has been decided, as the topic of outcomes has it: the memory that makes one effect of a request that is delivered
 * twice, and that a new leader reads before it acts. It reaches back a while; requests from before then have expired.
 */

import { PicketError } from "../../errors/picket-error.ts";
import type { LogReader, LogRecord, Position } from "../../log/port.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";

export interface Provenance {
  readonly traceId: string;
  readonly keyId: string;
  readonly source: EnforcementOutcome["source"];
}

/** What is known of a request that was decided on, or deferred. */
export interface Known extends Provenance {
  readonly node: string;
  readonly at: number;
}

/** Hears of each outcome of a request or a quarantine once, in the order of its partition. */
export type OutcomeListener = (
  outcome: EnforcementOutcome,
  of: {
    /** Whether it is the first of a request that is proven. */
    readonly first: boolean;
    /** Whether another leader wrote it. */
    readonly read: boolean;
  },
) => void;

const fetchBytes = 4 * 2 ** 20;

export class Ledger {
  readonly #topic: string;
  readonly #rememberMs: number;
  readonly #now: () => number;
  readonly #onOutcome: OutcomeListener;
  /** Ids of outcomes, with their time. */
  readonly #told = new Map<string, number>();
  /** Of requests that were received, by id. */
  readonly #requests = new Map<string, Known>();
  #positions: readonly Position[] = [];

  /** @param options.now must not leap ahead, or a replay would be taken for news; see `soberTime`. */
  constructor(options: { topic: string; rememberMs: number; now: () => number; onOutcome: OutcomeListener }) {
    this.#topic = options.topic;
    this.#rememberMs = options.rememberMs;
    this.#now = options.now;
    this.#onOutcome = options.onOutcome;
  }

  /** Whether this outcome was written, or is from before what is remembered. */
  has({ id, at }: Pick<EnforcementOutcome, "id" | "at">): boolean {
    return this.#told.has(id) || at <= this.#now() - this.#rememberMs;
  }

  /** Where a request came from that was decided on, or deferred. */
  provenanceOf(requestId: string): Known | undefined {
    return this.#requests.get(requestId);
  }

  /** Reads on to the present end. What is in flight of earlier leaders must have been decided before. */
  async catchUp(reader: LogReader, partitions: number): Promise<void> {
    const of = Array.from({ length: partitions }, (_, partition) => ({ topic: this.#topic, partition }));
    const [starts, ends] = await Promise.all([reader.startOffsets(of), reader.endOffsets(of)]);
    const from = of.map(({ partition }, index) => {
      const before = this.#positions.find((position) => position.partition === partition)?.offset ?? 0;
      return { topic: this.#topic, partition, offset: Math.max(before, starts[index] ?? 0) };
    });
    this.#positions = from;
    const isBehind = ({ offset }: Position, index: number): boolean => offset < (ends[index] ?? 0);
    while (this.#positions.some(isBehind)) {
      const behind = this.#positions.filter(isBehind);
      for (const { partition, records, nextOffset } of await reader.fetch(behind, {
        maxBytes: fetchBytes,
        maxWaitMs: 500,
      })) {
        for (const record of records) this.#read(record);
        this.#positions = this.#positions.map((one) =>
          one.partition === partition ? { ...one, offset: nextOffset } : one,
        );
      }
    }
  }

  /** One that we have written. */
  add(outcome: EnforcementOutcome): void {
    this.#add(outcome, { read: false });
  }

  #add(outcome: EnforcementOutcome, { read }: { readonly read: boolean }): void {
    const { id, requestId, node, at, traceId, keyId, source } = outcome;
    // What is said of a record alone proves nothing of a request, and cannot be said twice: its offset goes with it.
    if (this.#told.has(id) || id.startsWith("record/")) return;
    const first = /^(request|deferred)\//.test(id) && !this.#requests.has(requestId);
    this.#told.set(id, at);
    if (first) this.#requests.set(requestId, { traceId, keyId, source, node, at });
    this.#onOutcome(outcome, { first, read });
    // A clock that was ahead must not make everything else old.
    this.#forget(Math.min(at, this.#now()));
  }

  #read(record: LogRecord): void {
    const outcome = decode(record);
    if (outcome !== undefined) this.#add(outcome, { read: true });
  }

  /** Maps keep the order of insertion, which is about that of time. */
  #forget(now: number): void {
    for (const [id, at] of this.#told) {
      if (at > now - this.#rememberMs) break;
      this.#told.delete(id);
    }
    for (const [id, { at }] of this.#requests) {
      if (at > now - this.#rememberMs) break;
      this.#requests.delete(id);
    }
  }
}

/** `undefined` for what is no outcome: someone else's record must not stop the enforcer for ever. */
function decode({ value, headers }: LogRecord): EnforcementOutcome | undefined {
  if (value === null) return undefined;
  const contentType = headers.find(([name]) => name === "content-type")?.[1].toString("latin1");
  const format = contentType === outcomeFormats.protobuf.contentType ? outcomeFormats.protobuf : outcomeFormats.json;
  try {
    return format.decode(value);
  } catch (error) {
    if (error instanceof PicketError) return undefined;
    throw error;
  }
}
