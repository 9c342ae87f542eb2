/**
 * The public keys whose signatures are accepted: a JWK set (RFC 7517, RFC 8037) whose keys say from when until when they are
 * valid, so that a new key can be known everywhere before it is used, and an old one ends by itself.
 */

import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { keyIdOf } from "./key-id.ts";
import type { SigningKey } from "./signing-key.ts";

/** On whose behalf a request is made: a policy's, with evidence, or a person's, who needs none. */
export type Principal = "policy" | "person";

export interface RingKey {
  readonly id: string;
  /** For people. */
  readonly name: string | undefined;
  readonly publicKey: KeyObject;
  /** Ms since the epoch; `undefined`: no bound. Valid from the first on, and not any more at the second. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  /** A key that lies beside a parser of foreign bytes need not be able to ask in a person's name. */
  readonly signsFor: readonly Principal[];
}

/** By id. */
export type KeyRing = ReadonlyMap<string, RingKey>;

/** One key as the file has it. */
export type RingEntry = z.input<typeof entrySchema>;

/** @throws PicketError `KEY_FILE_INVALID` as `parseKeyRing` */
export async function readKeyRing(file: string): Promise<KeyRing> {
  return parseKeyRing(await readFile(file, "utf8"), file);
}

/**
 * @param text JSON: `{"keys": [...]}`.
 * @throws PicketError `KEY_FILE_INVALID` that names every mistake, with its place in the file.
 */
export function parseKeyRing(text: string, file: string): KeyRing {
  return new Map(keysOf(text, file).map(({ key }) => [key.id, key]));
}

/** The text of a ring with one key more; without a text, of a new ring. */
export function withEntry(text: string | undefined, file: string, entry: RingEntry): string {
  const before = text === undefined ? [] : keysOf(text, file).map((one) => one.entry);
  return `${JSON.stringify({ keys: [...before, entry] }, null, 2)}\n`;
}

/** What the ring says of a key: its public half, and when and for whom it counts. */
export function ringEntry(
  { id, privateKey }: SigningKey,
  about: Pick<RingEntry, "name" | "notBefore" | "notAfter" | "signsFor">,
): RingEntry {
  const { x = "" } = privateKey.export({ format: "jwk" });
  return { kty: "OKP", crv: "Ed25519", use: "sig", kid: id, x, ...about };
}

const instant = z.iso.datetime({ offset: true });

/** Strict: a misspelt `notAfter` would be a key that never ends. */
const entrySchema = z.strictObject({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string(),
  kid: z.string(),
  use: z.literal("sig").exactOptional(),
  alg: z.enum(["EdDSA", "Ed25519"]).exactOptional(),
  name: z.string().max(128).exactOptional(),
  notBefore: instant.exactOptional(),
  notAfter: instant.exactOptional(),
  signsFor: z
    .array(z.enum(["policy", "person"]))
    .min(1)
    .exactOptional(),
});

const keySchema = entrySchema.transform((entry, context): { entry: RingEntry; key: RingKey } => {
  const mistake = (path: keyof RingEntry, message: string) => {
    context.addIssue({ code: "custom", path: [path], message });
    return z.NEVER;
  };
  const publicKey = publicKeyOf(entry.x);
  if (publicKey === undefined) return mistake("x", "is no public key of Ed25519");
  const id = keyIdOf(publicKey);
  if (id !== entry.kid) return mistake("kid", `must be the key's thumbprint, ${id}`);
  const { name, signsFor = ["policy", "person"] } = entry;
  const [notBefore, notAfter] = [ms(entry.notBefore), ms(entry.notAfter)];
  if (notBefore !== undefined && notAfter !== undefined && notAfter <= notBefore) {
    return mistake("notAfter", "is not after notBefore");
  }
  return { entry, key: { id, name, publicKey, notBefore, notAfter, signsFor } };
});

const ringSchema = z.strictObject({ keys: z.array(keySchema) });

function keysOf(text: string, file: string): z.output<typeof ringSchema>["keys"] {
  const { data, error } = ringSchema.safeParse(json(text, file));
  if (data === undefined) {
    throw new PicketError("KEY_FILE_INVALID", `The key ring ${file} is wrong:\n${z.prettifyError(error)}`);
  }
  const ids = data.keys.map(({ key }) => key.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return data.keys;
  throw new PicketError("KEY_FILE_INVALID", `The key ring ${file} has the key ${twice} twice.`);
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PicketError("KEY_FILE_INVALID", `The key ring ${file} is not JSON.`, { cause });
  }
}

function publicKeyOf(x: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  } catch {
    return undefined;
  }
}

function ms(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
