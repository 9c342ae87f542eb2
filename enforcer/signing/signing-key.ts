/** The private key that requests are signed with: made, and read from a file that others must not be able to read. */

import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { open } from "node:fs/promises";
import { PicketError } from "../../errors/picket-error.ts";
import { keyIdOf } from "./key-id.ts";

export interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
}

export function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  return { id: keyIdOf(privateKey), privateKey };
}

/** PKCS #8 in PEM (RFC 5958, RFC 7468), as `openssl genpkey -algorithm ed25519` writes it. */
export function signingKeyPem({ privateKey }: SigningKey): string {
  return privateKey.export({ format: "pem", type: "pkcs8" });
}

/** @throws PicketError `KEY_FILE_INVALID` where it is no Ed25519 key, or where others may read the file. */
export async function readSigningKey(path: string): Promise<SigningKey> {
  const file = await open(path);
  try {
    const problem = exposure(await file.stat(), process.getuid?.());
    if (problem !== undefined) throw new PicketError("KEY_FILE_INVALID", `The signing key ${path} ${problem}`);
    return parseSigningKey(await file.readFile("utf8"), path);
  } finally {
    await file.close();
  }
}

function parseSigningKey(pem: string, path: string): SigningKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (cause) {
    // The cause is OpenSSL's, and quotes nothing of the key.
    throw new PicketError("KEY_FILE_INVALID", `${path} is not a private key in PEM without a passphrase.`, { cause });
  }
  if (privateKey.asymmetricKeyType !== "ed25519") {
    const message = `${path} holds a key of type ${privateKey.asymmetricKeyType}; requests are signed with ed25519.`;
    throw new PicketError("KEY_FILE_INVALID", message);
  }
  return { id: keyIdOf(privateKey), privateKey };
}

/**
 * The rule that PostgreSQL has for the keys of its clients: an owner may let nobody else in, but root may let its group in,
 * because that is how Kubernetes mounts a secret for a process that is not root.
 * https://www.postgresql.org/docs/current/libpq-ssl.html
 *
 * @returns what is wrong with a file's mode, `undefined` where nothing is.
 */
export function exposure(
  { mode, uid: owner }: { readonly mode: number; readonly uid: number },
  ownUid: number | undefined,
): string | undefined {
  const groupMayRead = owner === 0 && ownUid !== 0;
  if ((mode & (groupMayRead ? 0o027 : 0o077)) === 0) return undefined;
  const allowed = groupMayRead ? "0640" : "0600";
  return `may be read by others: its mode is ${(mode & 0o777).toString(8).padStart(4, "0")}, at most ${allowed} is safe. Run chmod ${allowed} on it.`;
}
