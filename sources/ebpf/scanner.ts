/**
 * Reads from the bytes of an event only what it is routed by: container, node, time and kind of payload. What the scanner
 * passes over it does not check: it accepts everything that the decoder accepts, and a little more.
 */

import { StringCache, TextField } from "../../proto/string-cache.ts";
import { tagOf, WireReader, wireTypes } from "../../proto/wire-reader.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import { fields, payloadFields, type PayloadName, payloadNames } from "./fields.ts";

/** Valid until the next call of the scanner that made it. */
export interface EventRoute {
  readonly containerImage: string;
  readonly containerId: string;
  readonly nodeName: string;
  /** Event time in ms since the epoch; 0 where the event carries none, or one before 1970. */
  readonly time: number;
  /** Which member of the payload is set. */
  readonly payload: PayloadName | undefined;
}

const nodeNameTag = tagOf(fields.nodeName, wireTypes.length);
const timeTag = tagOf(fields.timestampUnixMs, wireTypes.varint);
const containerIdTag = tagOf(fields.containerId, wireTypes.length);
const containerImageTag = tagOf(fields.containerImage, wireTypes.length);

/** Payload names by tag; the tags of all other fields are holes. */
const payloadOfTag: (PayloadName | undefined)[] = [];
for (const name of payloadNames) payloadOfTag[tagOf(payloadFields[name], wireTypes.length)] = name;

/** @param maxBytes longer events are rejected unread. */
export function eventScanner(maxBytes: number): Decoder<EventRoute> {
  const scanner = new Scanner();
  return {
    name: "ebpf-route",
    decode(bytes) {
      if (bytes.length === 0) return new Rejection("empty", "no bytes");
      if (bytes.length > maxBytes)
        return new Rejection("too_large", `${bytes.length} bytes, at most ${maxBytes} are read`);
      return scanner.scan(bytes) ? scanner : new Rejection("malformed", "not the wire format of an EbpfEvent");
    },
  };
}

class Scanner implements EventRoute {
  time = 0;
  payload: PayloadName | undefined = undefined;

  readonly #reader = new WireReader();
  readonly #strings = new StringCache();
  readonly #containerImage = new TextField(this.#strings);
  readonly #containerId = new TextField(this.#strings);
  readonly #nodeName = new TextField(this.#strings);

  get containerImage(): string {
    return this.#containerImage.text;
  }

  get containerId(): string {
    return this.#containerId.text;
  }

  get nodeName(): string {
    return this.#nodeName.text;
  }

  /** @returns whether the bytes could be read; if not, the fields hold anything. */
  scan(bytes: Uint8Array): boolean {
    const reader = this.#reader;
    reader.start(bytes);
    this.#containerImage.clear();
    this.#containerId.clear();
    this.#nodeName.clear();
    this.time = 0;
    this.payload = undefined;
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === nodeNameTag) this.#nodeName.read(reader);
      else if (tag === timeTag) this.time = Math.max(0, reader.int64());
      else if (tag === containerIdTag) this.#containerId.read(reader);
      else if (tag === containerImageTag) this.#containerImage.read(reader);
      else {
        this.payload = payloadOfTag[tag] ?? this.payload;
        reader.skip(tag, 0);
      }
    }
    return !reader.failed;
  }
}
