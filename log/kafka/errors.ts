/** What the client library and the broker complain of, in Picket's terms: passing or not, and which code. */

import { protocolErrors, protocolErrorsCodesById, ResponseError } from "@platformatic/kafka";
import { PicketError, type ErrorContext } from "../../errors/picket-error.ts";
import type { ErrorCode } from "../../errors/catalogue.ts";

/** Kafka's names of the errors found anywhere in `error`, e.g. `NOT_COORDINATOR`; empty when the network failed. */
export function brokerErrors(error: unknown): string[] {
  return allErrors(error).flatMap(({ apiId }) => (typeof apiId === "string" ? apiId : []));
}

/** Whether the same call may work later: the network, an election, a coordinator on the move. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  return codeOf(error) === "LOG_UNAVAILABLE" && allErrors(error).every(({ canRetry }) => canRetry !== false);
}

/** Whether a coordinator's failure may be that of its broker. A cluster that has no coordinators yet has none that failed. */
export function isTrouble(error: unknown): boolean {
  const names = brokerErrors(error);
  return !names.includes("UNSTABLE_OFFSET_COMMIT") && !names.includes("COORDINATOR_NOT_AVAILABLE");
}

/** The broker's answer also where it complains of some of its parts, which the library turns into an error. */
export async function answerOf<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const answer: Answer = error["response"];
    return answer;
  }
}

/** @param doing - what was being done, to follow "while". */
export function toPicketError(error: unknown, doing: string, context: ErrorContext = {}): PicketError {
  if (error instanceof PicketError) return error;
  const code = codeOf(error);
  const reason = reasonOf(error);
  return new PicketError(code, `${advice[code] ?? advice.LOG_UNAVAILABLE} (While ${doing}: ${reason})`, {
    context,
    cause: error,
  });
}

export function closedError(): PicketError {
  return new PicketError("LOG_UNAVAILABLE", "This part of the log is closed.");
}

/** An error that an answer carried as a bare code. */
export function brokerError(errorCode: number): Error {
  const apiId = protocolErrorsCodesById[errorCode] ?? `ERROR_${errorCode}`;
  const { message, canRetry } = protocolErrors[apiId] ?? { message: apiId, canRetry: true };
  return Object.assign(new Error(message), { apiId, canRetry });
}

const advice: Partial<Record<ErrorCode, string>> & { LOG_UNAVAILABLE: string } = {
  LOG_UNAVAILABLE: "Kafka does not answer; check that the brokers are up and reachable from here.",
  LOG_AUTHENTICATION: "Kafka refuses to let this client in; check its credentials and TLS settings.",
  LOG_AUTHORIZATION: "Kafka's ACLs forbid this; grant the principal what docs/kafka.md lists.",
  LOG_UNSUPPORTED: "The broker lacks an API that Picket needs; use Apache Kafka 2.8 or newer.",
  LOG_TOPIC_UNKNOWN: "A topic does not exist; create it, or correct its name in the settings.",
  RECORD_TOO_LARGE: "A record is larger than the broker takes; raise `max.message.bytes` of its topic.",
};

const refusedLogins = new Set([
  "SASL_AUTHENTICATION_FAILED",
  "UNSUPPORTED_SASL_MECHANISM",
  "ILLEGAL_SASL_STATE",
  "SECURITY_DISABLED",
]);

/** Node's and OpenSSL's codes for a failed handshake or an untrusted certificate. */
const tlsCode = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

function codeOf(error: unknown): ErrorCode {
  if (error instanceof PicketError) return error.code;
  const all = allErrors(error);
  const names = brokerErrors(error);
  if (all.some(({ code, message }) => isLoginRefusal(code, message)) || names.some((name) => refusedLogins.has(name)))
    return "LOG_AUTHENTICATION";
  if (names.some((name) => name.endsWith("_AUTHORIZATION_FAILED"))) return "LOG_AUTHORIZATION";
  if (names.includes("UNSUPPORTED_VERSION") || all.some(({ code }) => code === "PLT_KFK_UNSUPPORTED_API"))
    return "LOG_UNSUPPORTED";
  if (names.includes("UNKNOWN_TOPIC_OR_PARTITION")) return "LOG_TOPIC_UNKNOWN";
  if (names.includes("MESSAGE_TOO_LARGE") || names.includes("RECORD_LIST_TOO_LARGE")) return "RECORD_TOO_LARGE";
  return "LOG_UNAVAILABLE";
}

function isLoginRefusal(code: unknown, message: unknown): boolean {
  if (code === "PLT_KFK_AUTHENTICATION" || message === "Broker requires TLS.") return true;
  return typeof code === "string" && tlsCode.test(code);
}

function reasonOf(error: unknown): string {
  const names = brokerErrors(error);
  if (names.length > 0) return [...new Set(names)].join(", ");
  const messages = allErrors(error).flatMap(({ message }) => (typeof message === "string" && message ? message : []));
  return [...new Set(messages)].join(" ") || String(error);
}

interface ErrorParts {
  readonly apiId?: unknown;
  readonly canRetry?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

/** The error itself, what it gathers, and what caused it. */
function allErrors(error: unknown): ErrorParts[] {
  if (typeof error !== "object" || error === null) return [];
  const parts: ErrorParts = error;
  const gathered = Array.isArray(parts.errors) ? parts.errors.flatMap(allErrors) : [];
  return [parts, ...gathered, ...allErrors(parts.cause)];
}
