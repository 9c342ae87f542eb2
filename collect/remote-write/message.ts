/** From the body of a remote write request to its samples, and what to answer where there is no way. */

import { MIMEType } from "node:util";
import { snappyUncompressor } from "hysnappy";
import { remoteWrite1Reader } from "../../sources/prometheus/remote-write-1.ts";
import { remoteWrite2Reader } from "../../sources/prometheus/remote-write-2.ts";
import type { Sample, SampleReader } from "../../sources/prometheus/sample.ts";
import { uncompressed, type Uncompress } from "../../sources/prometheus/snappy.ts";
import { Rejection } from "../../topology/rejection.ts";

/** Of remote write. */
export type Version = 1 | 2;

/** An answer that a sender gets for what it may not send again as it is. */
export interface Refusal {
  readonly status: 400 | 413 | 415;
  readonly message: string;
}

const messages: ReadonlyMap<string, Version> = new Map([
  ["prometheus.WriteRequest", 1],
  ["io.prometheus.write.v2.Request", 2],
]);

/**
 * Tells the version by the headers. Senders of 1.0 that leave them out are taken at their word, as Prometheus itself does.
 *
 * @param contentType such as `application/x-protobuf;proto=io.prometheus.write.v2.Request`
 */
export function versionOf(contentType: string | undefined, contentEncoding: string | undefined): Version | Refusal {
  if ((contentEncoding ?? "snappy").trim().toLowerCase() !== "snappy") {
    return refusal(415, `Content-Encoding ${contentEncoding} is not spoken here, only snappy (its block format)`);
  }
  if (contentType === undefined) return 1;
  const type = mimeType(contentType);
  const version = messages.get(type?.params.get("proto") ?? "prometheus.WriteRequest");
  if (type?.essence === "application/x-protobuf" && version !== undefined) return version;
  return refusal(
    415,
    `Content-Type ${contentType} is not spoken here, only application/x-protobuf of remote write 1 or 2`,
  );
}

/** Reads one body after the other; keeps its tables of strings between them. */
export class MessageReader {
  readonly #readers: Readonly<Record<Version, SampleReader>> = { 1: remoteWrite1Reader(), 2: remoteWrite2Reader() };
  readonly #maxBytes: number;
  readonly #uncompress: Uncompress = snappyUncompressor();

  /** @param maxBytes of a message when it is uncompressed. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Gives each sample to `take`, some also where the message then turns out to be none. */
  read(body: Buffer, version: Version, take: (sample: Sample) => undefined): Refusal | undefined {
    const message = uncompressed(body, this.#maxBytes, this.#uncompress);
    const read = message instanceof Rejection ? message : this.#readers[version].read(message, take);
    if (!(read instanceof Rejection)) return undefined;
    return refusal(read.reason === "too_large" ? 413 : 400, read.detail);
  }
}

export function refusal(status: Refusal["status"], message: string): Refusal {
  return { status, message };
}

function mimeType(text: string): MIMEType | undefined {
  try {
    return new MIMEType(text);
  } catch {
    return undefined;
  }
}
