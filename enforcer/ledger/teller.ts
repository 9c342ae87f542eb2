/**
 * Tells outcomes: each once, in transactions that also commit how far requests are read. Whoever calls while one is under way
 * goes into the next, so many nodes that are decided on at once cost few transactions.
 */

import { setImmediate as turn } from "node:timers/promises";
import { hasCode } from "../../errors/picket-error.ts";
import { partitionName } from "../../log/partition-name.ts";
import type { Assignment, OutputRecord, Position, TransactionalProducer } from "../../log/port.ts";
import { outcomeKind } from "../../proto/codecs/enforcement-outcome-format.ts";
import { eventSource, messageRecord } from "../../proto/codecs/message-record.ts";
import { type TraceContext, traceHeaders } from "../../telemetry/propagation.ts";
import { decisionOf, type Outcome, outcomeCodes } from "../outcome.ts";
import { deferralId, finalId, type Verdict } from "../quarantine/verdicts.ts";
import type { Ledger, Provenance } from "./ledger.ts";

/** Where a request came from, and the trace that it belongs to. */
export interface Origin {
  readonly provenance: Provenance;
  readonly trace: TraceContext | undefined;
}

export interface Tidings {
  readonly verdict: Verdict;
  /** Left out: that of the verdict's request, as far as it is known. */
  readonly origin?: Origin | undefined;
}

export interface TellerOptions {
  readonly ledger: Ledger;
  readonly producer: TransactionalProducer;
  readonly owner: Assignment;
  readonly topic: string;
  readonly applicationId: string;
  readonly format: "json" | "protobuf";
  /** By which all is decided. */
  readonly policy: { readonly name: string; readonly version: string };
  readonly now: () => number;
  /** Hears of outcomes that are written. */
  readonly onTold: (outcome: Outcome) => void;
  /** Hears of mistakes of our own, which must not end the telling. */
  readonly onMistake: (error: unknown, what: string) => void;
}

interface Written {
  readonly outcome: Outcome;
  readonly record: OutputRecord;
}

interface Call {
  readonly tidings: readonly Tidings[];
  readonly offsets: readonly Position[];
  readonly done: () => void;
  readonly failed: (problem: unknown) => void;
}

export class Teller {
  readonly #options: TellerOptions;
  readonly #calls: Call[] = [];
  /** Of requests that are not finally decided, by id. */
  readonly #origins = new Map<string, Origin>();
  #telling = false;
  #failure: { readonly problem: unknown } | undefined;

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  /** A request has come: whoever tells what became of it can say from where. */
  received(requestId: string, origin: Origin): void {
    this.#origins.set(requestId, origin);
  }

  /** Whether it was told what became of the request, by whomever. */
  isDecided(requestId: string): boolean {
    const { ledger, now } = this.#options;
    return ledger.has({ id: finalId(requestId), at: now() });
  }

  /**
   * Resolves when the outcomes, and the offsets, are committed.
   * @throws PicketError as `transact` does. From then on this teller tells nothing: what was written is not known any more.
   */
  async tell(tidings: readonly Tidings[], offsets: readonly Position[] = []): Promise<void> {
    // Also to who has nothing to tell, or nobody would begin anew while no requests come.
    if (this.#failure) throw this.#failure.problem;
    if (tidings.length === 0 && offsets.length === 0) return;
    const told = new Promise<void>((done, failed) => this.#calls.push({ tidings, offsets, done, failed }));
    if (!this.#telling) void this.#tellAll();
    await told;
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    while (this.#calls.length > 0) {
      // Those who have waited for the same thing come one after the other.
      await turn();
      const calls = this.#calls.splice(0);
      try {
        await this.#transact(calls);
        for (const { done } of calls) done();
      } catch (problem) {
        this.#failure ??= { problem };
        for (const { failed } of calls) failed(problem);
      }
    }
    this.#telling = false;
  }

  async #transact(calls: readonly Call[]): Promise<void> {
    if (this.#failure) throw this.#failure.problem;
    const { ledger, producer, owner } = this.#options;
    const news = new Map<string, Tidings>();
    for (const one of calls.flatMap(({ tidings }) => tidings)) {
      if (!this.#isKnown(one.verdict)) news.set(one.verdict.id, one);
    }
    // What was put off and is decided by now need not be said to be put off.
    const told = [...news.values()].filter(
      ({ verdict }) => !isPutOff(verdict) || !news.has(finalId(verdict.requestId)),
    );
    const written = told.flatMap(
      ({ verdict, origin = this.#originOf(verdict) }) => this.#written(verdict, origin) ?? [],
    );
    const records = written.map(({ record }) => record);
    const offsets = furthest(calls.flatMap((call) => call.offsets));
    if (records.length === 0 && offsets.length === 0) return;
    await producer.transact(records, offsets, owner);
    for (const { outcome } of written) {
      ledger.add(outcome);
      if (outcome.id === finalId(outcome.requestId)) this.#origins.delete(outcome.requestId);
      this.#spread(outcome);
    }
  }

  /** It is written: whatever goes wrong from here on does not change that. */
  #spread(outcome: Outcome): void {
    const { onTold, onMistake } = this.#options;
    try {
      onTold(outcome);
    } catch (error) {
      onMistake(error, "an outcome could not be spread");
    }
  }

  #isKnown(verdict: Verdict): boolean {
    const { ledger } = this.#options;
    const { requestId, at } = verdict;
    return ledger.has(verdict) || (isPutOff(verdict) && ledger.has({ id: finalId(requestId), at }));
  }

  #originOf({ requestId }: Verdict): Origin | undefined {
    if (requestId === "") return undefined;
    const provenance = this.#options.ledger.provenanceOf(requestId);
    return this.#origins.get(requestId) ?? (provenance && { provenance, trace: undefined });
  }

  /** One that cannot be written would stop all others, for ever: it is cut down to what can, or left out. */
  #written(verdict: Verdict, origin: Origin | undefined): Written | undefined {
    const { now, onMistake } = this.#options;
    const plain = { before: undefined, after: undefined, evidenceKinds: [], message: outcomeCodes[verdict.code] };
    for (const one of [verdict, { ...verdict, ...plain, at: now() }]) {
      try {
        return this.#inForm(one, origin);
      } catch (error) {
        onMistake(error, `the outcome ${verdict.id} cannot be written as it is`);
      }
    }
    return undefined;
  }

  #inForm(verdict: Verdict, origin: Origin | undefined): Written {
    const { topic, applicationId, format, policy } = this.#options;
    const { traceId, keyId, source } = origin?.provenance ?? unknown;
    const outcome = { ...verdict, decision: decisionOf(verdict.code), traceId, keyId, source, policy };
    const to = { topic, key: verdict.node, source: eventSource(applicationId), format };
    const record = messageRecord(outcome, outcomeKind, to);
    return { outcome, record: { ...record, headers: [...record.headers, ...traceHeaders(origin?.trace)] } };
  }
}

const unknown: Provenance = { traceId: "", keyId: "", source: undefined };

function isPutOff({ id, requestId }: Verdict): boolean {
  return id === deferralId(requestId);
}

/** Of each partition the last: calls come in the order of what they have read. */
function furthest(offsets: readonly Position[]): readonly Position[] {
  return [...new Map(offsets.map((one) => [partitionName(one), one])).values()];
}

/** Whether a later attempt, with the log read anew, may go better. */
export function mayHeal(problem: unknown): boolean {
  return hasCode(problem, "LOG_UNAVAILABLE", "TRANSACTION_ABORTED", "LOG_OFFSET_OUT_OF_RANGE", "PRODUCER_FENCED");
}
