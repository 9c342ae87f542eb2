/** `picket keys list`: whose signatures are accepted, and until when. */

import type { Settings } from "../../config/settings.ts";
import { readKeyRing, type KeyRing, type RingKey } from "../../enforcer/signing/key-ring.ts";
import { readSigningKey } from "../../enforcer/signing/signing-key.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { table } from "../table.ts";

export interface ListOptions {
  readonly json?: boolean;
}

/** Says of PICKET_SIGNING_KEY, where it is set, whether the ring knows it. */
export async function list(
  { requests }: Pick<Settings, "requests">,
  { json = false }: ListOptions,
  { stdout, clock }: Pick<Surroundings, "stdout" | "clock"> = processSurroundings(),
): Promise<void> {
  if (requests.keyRing === undefined) throw new PicketError("SETTINGS_INVALID", "Which ring? --key-ring FILE.");
  const ring = await readKeyRing(requests.keyRing);
  const own = requests.signingKey === undefined ? undefined : (await readSigningKey(requests.signingKey)).id;
  const now = clock.now();
  if (json) {
    const keys = [...ring.values()].map((key) => keyJson(key, now));
    stdout.write(`${JSON.stringify({ keys, signingKey: own }, null, 2)}\n`);
    return;
  }
  const rows = [...ring.values()].map((key) => rowOf(key, now));
  stdout.write(ring.size === 0 ? "The ring is empty: no signature is accepted.\n" : `${table([head, ...rows])}\n`);
  if (own !== undefined) stdout.write(`${remark(own, ring)}\n`);
}

const head = ["ID", "NAME", "SIGNS FOR", "NOT BEFORE", "NOT AFTER", "STATUS"];

function rowOf(key: RingKey, now: number): readonly string[] {
  const { id, name = "", signsFor, notBefore, notAfter } = key;
  return [id, name, signsFor.join(","), timeOf(notBefore), timeOf(notAfter), statusOf(key, now)];
}

function keyJson(key: RingKey, now: number): object {
  const { id, name, signsFor, notBefore, notAfter } = key;
  return { id, name, signsFor, notBefore, notAfter, status: statusOf(key, now) };
}

function timeOf(ms: number | undefined): string {
  return ms === undefined ? "-" : new Date(ms).toISOString();
}

function statusOf({ notBefore, notAfter }: Pick<RingKey, "notBefore" | "notAfter">, now: number): string {
  if (notBefore !== undefined && now < notBefore) return "not yet valid";
  return notAfter !== undefined && now >= notAfter ? "expired" : "valid";
}

function remark(id: string, ring: KeyRing): string {
  return ring.has(id) ? `PICKET_SIGNING_KEY is ${id}.` : `PICKET_SIGNING_KEY is ${id}, which is not in this ring!`;
}
