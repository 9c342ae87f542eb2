/** From the records of `cordon-requests` to requests that may be followed, and what to say of the others. */

import type { LogRecord } from "../../log/port.ts";
import { partsOf, traceContextOf } from "../../telemetry/propagation.ts";
import type { Ledger, Provenance } from "../ledger/ledger.ts";
import type { Origin } from "../ledger/teller.ts";
import { type OutcomeCode, outcomeCodes } from "../outcome.ts";
import { finalId, type Verdict } from "../quarantine/verdicts.ts";
import type { CordonRequest } from "../request.ts";
import { type Verification, type VerificationRules, verifyRequest } from "../signing/verify.ts";

export interface ReceivedRecord extends LogRecord {
  readonly topic: string;
  readonly partition: number;
}

export interface Arrival {
  readonly origin: Origin;
  /** A request that was not seen before... */
  readonly request?: CordonRequest;
  /** ...or what there is to say of the record; neither where it was delivered twice and is decided. */
  readonly verdict?: Verdict;
}

export interface IntakeOptions {
  readonly rules: VerificationRules;
  readonly ledger: Ledger;
  /** Hears of mistakes of our own. */
  readonly onMistake: (error: unknown, what: string) => void;
}

export class Intake {
  readonly #options: IntakeOptions;
  /** Ids of each batch that is not told yet, the oldest first. */
  readonly #untold: Set<string>[] = [];

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** One batch, in its order. */
  take(records: readonly ReceivedRecord[], now: number): readonly Arrival[] {
    this.#untold.push(new Set());
    return records.map((record) => this.#answer(record, now));
  }

  /** The oldest batch that was not: from here on the ledger knows its requests. */
  told(): void {
    this.#untold.shift();
  }

  /** Whatever is wrong with a record, or with us: an exception here would come again at this record, for ever. */
  #answer(record: ReceivedRecord, now: number): Arrival {
    try {
      return this.#arrival(record, now);
    } catch (error) {
      const { topic, partition, offset } = record;
      const source = { topic, partition, offset };
      this.#options.onMistake(error, `the record ${topic}/${partition}@${offset} cannot be dealt with`);
      const about = { node: "", action: undefined, code: "not_possible", message: mistaken, requestId: "" } as const;
      const nothing = { before: undefined, after: undefined, evidenceKinds: [], byPerson: false };
      const origin = { provenance: { traceId: "", keyId: "", source }, trace: undefined };
      return { origin, verdict: { id: recordId(source), ...about, ...nothing, at: now } };
    }
  }

  #arrival(record: ReceivedRecord, now: number): Arrival {
    const { topic, partition, offset } = record;
    const verification = verifyRequest(record, this.#options.rules, now);
    const trace = traceContextOf(record.headers);
    const provenance: Provenance = {
      traceId: trace === undefined ? "" : partsOf(trace.traceparent).traceId,
      keyId: (verification.verdict === "accepted" ? verification.keyId : undefined) ?? "",
      source: { topic, partition, offset },
    };
    const arrival = { origin: { provenance, trace } };
    const known = this.#knownAs(verification, provenance);
    if (known === "decided") return arrival;
    if (known === "another") return { ...arrival, verdict: refusal(verification, "replayed", provenance, now) };
    if (verification.verdict === "accepted") return { ...arrival, request: verification.request };
    return { ...arrival, verdict: refusal(verification, verification.code, provenance, now) };
  }

  /**
   * Whether the request of a proven record is known: as this record, delivered again after its outcome was written but not its
   * offset, or as another one, which makes this a replay. What is not proven may claim any id.
   */
  #knownAs(verification: Verification, { source }: Provenance): "decided" | "another" | undefined {
    const request = provenRequest(verification);
    if (request === undefined) return undefined;
    const { id, node } = request;
    if (this.#untold.some((ids) => ids.has(id))) return "another";
    this.#untold.at(-1)?.add(id);
    const known = this.#options.ledger.provenanceOf(id);
    if (!known) return undefined;
    // Told from the status of an object alone, whose leader died before it told; for another node it was another request.
    if (known.source === undefined) return known.node === node ? "decided" : "another";
    const isSame = JSON.stringify(known.source) === JSON.stringify(source);
    return isSame ? "decided" : "another";
  }
}

/** Whether the id may be believed: the record was made by whom it says, be it allowed or not. */
function provenRequest(verification: Verification): CordonRequest | undefined {
  if (verification.verdict === "accepted") return verification.request;
  return provenCodes.has(verification.code) ? verification.claimed : undefined;
}

const provenCodes: ReadonlySet<OutcomeCode> = new Set(["expired", "future_dated", "too_long_lived", "key_not_allowed"]);

/** Of a record that is not followed. Only what is proven decides on its request; all else is about the record alone. */
function refusal(verification: Verification, code: OutcomeCode, { source }: Provenance, at: number): Verdict {
  const request = verification.verdict === "accepted" ? verification.request : verification.claimed;
  const proven = code === "replayed" ? undefined : provenRequest(verification);
  return {
    id: proven ? finalId(proven.id) : recordId(source),
    requestId: request?.id ?? "",
    node: request?.node ?? "",
    action: request?.action,
    code,
    message: verification.verdict === "refused" && code !== "replayed" ? verification.message : outcomeCodes[code],
    before: undefined,
    after: undefined,
    at,
    evidenceKinds: [],
    byPerson: request?.requestedBy !== undefined,
  };
}

/** Of what is said of a record alone. */
function recordId(source: Provenance["source"]): string {
  return `record/${source?.topic}/${source?.partition}/${source?.offset}`;
}

const mistaken = "The enforcer cannot deal with this record; its log says why.";
