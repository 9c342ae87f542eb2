/** What the API server and the way to it complain of, in Picket's terms. */

import { z } from "zod";
import type { ErrorCode } from "../../errors/catalogue.ts";
import { hasCode, PicketError } from "../../errors/picket-error.ts";

/** One request, in the words of RBAC rules. */
export interface Call {
  /** `get`, `list`, `watch`, `create`, `update`, `patch` or `delete`. */
  readonly verb: string;
  /** With its group and subresource where it has them: `nodes`, `pods/eviction`, `nodequarantines.picket.dev/status`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** An answer of 400 and above; `text` is a Status of Kubernetes, or what a proxy on the way says. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
  /** As its header has it: seconds. */
  readonly retryAfter?: string | undefined;
}

export function refusalError(call: Call, { status, text, retryAfter }: Refusal): PicketError {
  const { message, reason, details } = statusOf(text);
  const code = codeOf(status);
  const afterMs = Number(retryAfter ?? details.retryAfterSeconds ?? 0) * 1000;
  return new PicketError(code, `${advice(code, call)} (HTTP ${status} to ${inWords(call)}: ${message})`, {
    context: {
      ...call,
      status,
      reason,
      cause: details.causes[0]?.reason,
      ...(afterMs > 0 ? { retryAfterMs: afterMs } : {}),
    },
  });
}

/** No answer, or half of one. */
export function connectionError(call: Call, error: unknown): PicketError {
  if (error instanceof PicketError) return error;
  const chain = [...causesOf(error)];
  const code = chain.some((one) => tlsCode.test(one.code)) ? "CLUSTER_AUTHENTICATION" : "CLUSTER_UNAVAILABLE";
  const reason = chain.at(-1)?.message ?? String(error);
  return new PicketError(code, `${advice(code, call)} (To ${inWords(call)}: ${reason})`, {
    context: { ...call },
    cause: error,
  });
}

/** The kubeconfig, or what it names (a file of a token, a program that gets one), gives no credentials. */
export function credentialsError(error: unknown): PicketError {
  const reason = error instanceof Error ? error.message : String(error);
  return new PicketError(
    "CLUSTER_AUTHENTICATION",
    `There are no credentials for the API server; check the kubeconfig or the service account's token. (${reason})`,
    { cause: error },
  );
}

/** The watch cache or etcd no longer reaches back to where we want to go on: list again. */
export function isExpired(error: unknown): boolean {
  return error instanceof PicketError && error.context["status"] === 410;
}

/** Trying again later may work, without anybody's help. */
export function isPassing(error: unknown): boolean {
  return !hasCode(error, "CLUSTER_AUTHENTICATION", "CLUSTER_FORBIDDEN", "CLUSTER_NOT_FOUND", "CLUSTER_INVALID");
}

/** What the API server asks for before the next attempt; 0 where it asks for nothing. */
export function retryAfterMs(error: unknown): number {
  const asked = error instanceof PicketError ? error.context["retryAfterMs"] : 0;
  return typeof asked === "number" ? asked : 0;
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 401:
      return "CLUSTER_AUTHENTICATION";
    case 403:
      return "CLUSTER_FORBIDDEN";
    case 404:
      return "CLUSTER_NOT_FOUND";
    case 409:
      return "CLUSTER_CONFLICT";
    // 410: a place in a watch or a list is lost. 429: API Priority and Fairness.
    case 410:
    case 429:
      return "CLUSTER_UNAVAILABLE";
    default:
      return status < 500 ? "CLUSTER_INVALID" : "CLUSTER_UNAVAILABLE";
  }
}

function advice(code: ErrorCode, call: Call): string {
  const [object = ""] = call.resource.split("/");
  const place = call.namespace === undefined ? "" : ` in the namespace ${call.namespace}`;
  const missing =
    call.name === undefined
      ? `The cluster has no ${object}; apply helm/picket/crds if they are Picket's.`
      : `There is no ${call.name} among ${object} (any more).`;
  const advices: Partial<Record<ErrorCode, string>> = {
    CLUSTER_AUTHENTICATION:
      "The API server and this client do not trust each other; check the certificates and the token of the kubeconfig.",
    CLUSTER_FORBIDDEN: `RBAC does not allow this account to ${call.verb} ${call.resource}${place}; apply the roles of helm/picket.`,
    CLUSTER_NOT_FOUND: missing,
    CLUSTER_CONFLICT: `Of ${object}, ${call.name ?? "one"} is not what it was when this was decided.`,
    CLUSTER_INVALID: "The API server does not take this; check that helm/picket/crds of this version are applied.",
  };
  return advices[code] ?? "The API server does not answer as it should; check that it is up and reachable from here.";
}

function inWords({ verb, resource, namespace, name }: Call): string {
  const place = [namespace, name].filter((part) => part !== undefined).join("/");
  return place === "" ? `${verb} ${resource}` : `${verb} ${resource} ${place}`;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
const status = z.object({
  message: z.string().default(""),
  reason: z.string().exactOptional(),
  details: z
    .object({
      retryAfterSeconds: z.number().exactOptional(),
      causes: z.array(z.object({ reason: z.string().exactOptional() })).default([]),
    })
    .prefault({}),
});

const longestMessage = 500;

function statusOf(text: string): z.infer<typeof status> {
  try {
    return status.parse(JSON.parse(text));
  } catch {
    // Not of the API server itself, or of a resource that it does not know: plain text.
    return { message: text.trim().slice(0, longestMessage), details: { causes: [] } };
  }
}

/** Node's and OpenSSL's codes for a failed handshake or an untrusted certificate. */
const tlsCode = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

function* causesOf(error: unknown): Generator<{ readonly message: string; readonly code: string }> {
  for (let one = error; one instanceof Error; one = one.cause)
    yield { message: one.message, code: "code" in one && typeof one.code === "string" ? one.code : "" };
}
