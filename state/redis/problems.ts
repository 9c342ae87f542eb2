/** What a Redis error means for the one who has to do something about it. */

import { PicketError } from "../../errors/picket-error.ts";

/** In the order in which they are looked for: what Redis or the network says, and what to do. */
const advice: readonly (readonly [sign: RegExp, advice: string])[] = [
  [/WRONGPASS|invalid password|invalid username/i, "it refuses the user name or password; check the credentials"],
  [/NOAUTH|Authentication required/i, "it asks for a password; set the credentials"],
  [/called without any password configured/i, "it has no password set, but one was given; leave it out"],
  [
    /NOPERM/,
    "its ACL does not allow this user what snapshots need: +@hash +@scripting +@keyspace on the keys of the prefix",
  ],
  [/READONLY/, "it is a read-only replica; connect to the primary, or by Sentinel or Cluster"],
  [/\bOOM\b/, "its memory is full (maxmemory); give it more, or let other keys expire"],
  [/MISCONF|NOREPLICAS/, "it does not take writes now, by its own settings; its log says why"],
  [/WRONGTYPE/, "another program keeps something else at Picket's keys; drop it, or choose another key prefix"],
  [/LOADING|BUSY\b|MASTERDOWN|CLUSTERDOWN|TRYAGAIN/, "it is not ready"],
  [/unknown command/i, "it lacks a command that snapshots need, or has it renamed"],
  [/SELECT|DB index/, "it does not have the database that is asked for"],
  [/isn't writeable|Connection is closed/, "the connection is lost, and will be made again"],
  [/certificate|SSL|TLS|EPROTO/i, "the TLS handshake fails; check the address, the authority and the certificate"],
  [/ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ECONNRESET|ETIMEDOUT|EAI_AGAIN/, "nothing answers at its address"],
];

/** @param during what was being done, e.g. "saving a snapshot". */
export function stateUnavailable(during: string, cause: unknown): PicketError {
  const text = textOf(cause);
  const [, meaning] = advice.find(([sign]) => sign.test(text)) ?? [];
  const said = meaning === undefined ? text : `${meaning} (${text})`;
  return new PicketError("STATE_UNAVAILABLE", `Redis fails at ${during}: ${said}`, { cause });
}

export function isWrongType(error: unknown): boolean {
  return textOf(error instanceof PicketError ? error.cause : error).includes("WRONGTYPE");
}

/** With the last error of a Cluster's nodes, which says more than that all failed. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner: unknown = "lastNodeError" in error ? error.lastNodeError : undefined;
  return inner instanceof Error ? `${error.message} ${inner.message}` : error.message || String(error);
}
