/** Signs the record of a request, as the last thing before it is written. */

import { sign } from "node:crypto";
import type { OutputRecord } from "../../log/port.ts";
import { keyIdHeader, signatureHeader, signedBytes } from "./signature.ts";
import type { SigningKey } from "./signing-key.ts";

/** Adds the headers; the record must have its value and content type by then. */
export function signRecord(record: OutputRecord, { id, privateKey }: SigningKey): OutputRecord {
  const { topic, value, headers } = record;
  if (value === null) throw new TypeError("A tombstone cannot be signed.");
  const signature = sign(null, signedBytes({ topic, value, headers }), privateKey);
  return {
    ...record,
    headers: [...headers, [keyIdHeader, Buffer.from(id)], [signatureHeader, Buffer.from(signature.toString("base64"))]],
  };
}
