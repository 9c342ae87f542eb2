/**
 * What a signature of a request covers, and where it travels. Beside the value these must not be swapped: what the bytes are
 * for, so that a signature made for something else is worth nothing here; the topic, so that a request for a trial is none
 * for production; the content type, so that bytes signed in one form are not read in the other. The node, which is the
 * record's key, and the action are in the value.
 */

import type { Header } from "../../log/port.ts";

export const keyIdHeader = "picket-key-id";

/** In base64: the 64 bytes of RFC 8032. */
export const signatureHeader = "picket-signature";

export interface Signable {
  readonly topic: string;
  readonly value: Buffer;
  readonly headers: readonly Header[];
}

/** Each part after its length in bytes, so that no two lists of parts give the same bytes (as DSSE's PAE does it). */
export function signedBytes({ topic, value, headers }: Signable): Buffer {
  const parts = [Buffer.from(topic), ...valuesOf(headers, "content-type"), value];
  return Buffer.concat([purpose, ...parts.flatMap((part) => [Buffer.from(` ${part.length} `), part])]);
}

export function valuesOf(headers: readonly Header[], name: string): readonly Buffer[] {
  return headers.filter(([header]) => header === name).map(([, value]) => value);
}

const purpose = Buffer.from("picket.v1.CordonRequest/signature-1");
