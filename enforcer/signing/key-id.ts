/** The id of a key: its thumbprint (RFC 7638), so that an id cannot stand for another key, and a private key knows its own. */

import { createHash, type KeyObject } from "node:crypto";

/** `key`: Ed25519, either half. @returns 43 characters of base64url. */
export function keyIdOf(key: KeyObject): string {
  const { crv, kty, x } = key.export({ format: "jwk" });
  return createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url");
}
