/**
 * Was this record made by someone who may ask, and is it to be heard still? Pure. That a request is carried out once, and that
 * its node is there, is seen to by those who know.
 */

import { verify } from "node:crypto";
import type { OutcomeCode } from "../outcome.ts";
import { type CordonRequest, Malformed, readRequest, type RequestRecord } from "../request.ts";
import type { KeyRing, RingKey } from "./key-ring.ts";
import { keyIdHeader, type Signable, signatureHeader, signedBytes, valuesOf } from "./signature.ts";

export interface VerificationRules {
  readonly ring: KeyRing;
  readonly unsigned: "refuse" | "accept";
  /** From `requestedAt` to `notAfter`, at most; it bounds for how long ids must be remembered to tell replays. */
  readonly maxLifetimeMs: number;
  /** How far `requestedAt` may lie ahead of `now`. */
  readonly clockSkewMs: number;
}

export type Verification = Accepted | Refused;

export interface Accepted {
  readonly verdict: "accepted";
  readonly request: CordonRequest;
  /** Who signed it; `undefined` where nobody did. */
  readonly keyId: string | undefined;
}

export interface Refused {
  readonly verdict: "refused";
  readonly code: OutcomeCode;
  readonly message: string;
  /** What the record says, where it can be read: for people who look for its writer. Nothing of it is proven. */
  readonly claimed: CordonRequest | undefined;
}

/** `now`: this machine's time, ms since the epoch. Never throws, whatever the record. */
export function verifyRequest(
  record: RequestRecord & { readonly topic: string },
  rules: VerificationRules,
  now: number,
): Verification {
  const request = readRequest(record);
  const claimed = request instanceof Malformed ? undefined : request;
  const signer = signerOf(record, rules, now);
  if (signer instanceof Refusal) return refused(signer, claimed);
  if (request instanceof Malformed) return refused(new Refusal("malformed", request.problem), claimed);
  const refusal = authorityProblem(request, signer) ?? timeProblem(request, rules, now);
  return refusal === undefined ? { verdict: "accepted", request, keyId: signer?.id } : refused(refusal, claimed);
}

class Refusal {
  readonly code: OutcomeCode;
  readonly message: string;

  constructor(code: OutcomeCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

function refused({ code, message }: Refusal, claimed: CordonRequest | undefined): Refused {
  return { verdict: "refused", code, message, claimed };
}

/** `undefined`: nobody, and that is accepted. */
function signerOf(
  { topic, value, headers }: RequestRecord & { readonly topic: string },
  { ring, unsigned }: VerificationRules,
  now: number,
): RingKey | undefined | Refusal {
  const [keyId, ...otherIds] = valuesOf(headers, keyIdHeader).map((id) => id.toString("latin1"));
  const [signature, ...otherSignatures] = valuesOf(headers, signatureHeader).map((text) => text.toString("latin1"));
  if (keyId === undefined && signature === undefined) {
    return unsigned === "accept" ? undefined : new Refusal("unsigned", "The request carries no signature.");
  }
  if (keyId === undefined || signature === undefined || otherIds.length + otherSignatures.length > 0) {
    return new Refusal("malformed", `The record has not one ${keyIdHeader} and one ${signatureHeader}.`);
  }
  const key = ring.get(keyId);
  if (key === undefined) return new Refusal("unknown_key", `The key ring has no key ${printable(keyId)}.`);
  const signed = value !== null && holds(signature, { topic, value, headers }, key);
  if (!signed) return new Refusal("bad_signature", `This is not what the key ${nameOf(key)} signed for this topic.`);
  return validityProblem(key, now) ?? key;
}

function holds(signature: string, signable: Signable, { publicKey }: RingKey): boolean {
  const bytes = Buffer.from(signature, "base64");
  // Decoding is lenient; with one spelling for a signature, no record can be changed without being refused.
  return bytes.toString("base64") === signature && verify(null, signedBytes(signable), publicKey, bytes);
}

/** By the time of arrival: what a request says of its own time, the thief of an old key would set back. */
function validityProblem(key: RingKey, now: number): Refusal | undefined {
  const { notBefore, notAfter } = key;
  if (notBefore !== undefined && now < notBefore) {
    return new Refusal("key_not_yet_valid", `The key ${nameOf(key)} is not valid before ${iso(notBefore)}.`);
  }
  if (notAfter !== undefined && now >= notAfter) {
    return new Refusal("key_expired", `The key ${nameOf(key)} is not valid any more since ${iso(notAfter)}.`);
  }
  return undefined;
}

function authorityProblem({ requestedBy }: CordonRequest, key: RingKey | undefined): Refusal | undefined {
  const principal = requestedBy === undefined ? "policy" : "person";
  if (key === undefined || key.signsFor.includes(principal)) return undefined;
  return new Refusal("key_not_allowed", `The key ${nameOf(key)} may not sign what a ${principal} asks.`);
}

function timeProblem(
  { requestedAt, notAfter }: CordonRequest,
  { maxLifetimeMs, clockSkewMs }: VerificationRules,
  now: number,
): Refusal | undefined {
  if (now > notAfter) return new Refusal("expired", `The request was not to be begun after ${iso(notAfter)}.`);
  if (requestedAt > now + clockSkewMs) {
    const ahead = `${requestedAt - now} ms ahead of the enforcer's clock, of which ${clockSkewMs} are allowed`;
    return new Refusal("future_dated", `The request is dated ${iso(requestedAt)}, ${ahead}.`);
  }
  if (notAfter - requestedAt > maxLifetimeMs) {
    const lives = `from ${iso(requestedAt)} to ${iso(notAfter)}`;
    return new Refusal("too_long_lived", `The request lives ${lives}, longer than the ${maxLifetimeMs} ms allowed.`);
  }
  return undefined;
}

function nameOf({ id, name }: RingKey): string {
  return name === undefined ? id : `${id} (${name})`;
}

/** Who writes a header may write anything; an id is quoted where it looks like one. */
function printable(keyId: string): string {
  return /^[\w-]{43}$/.test(keyId) ? keyId : "of this name";
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
