/**
 * Decodes an EbpfEvent for the models: features and syscall vector straight from the bytes into arrays that are used again.
 * It accepts exactly the bytes that the generated decoder accepts, and of those rejects what no model may see.
 */

import { pb } from "../../proto/generated/messages.js";
import { StringCache, TextField } from "../../proto/string-cache.ts";
import { tagOf, WireReader, wireTypes } from "../../proto/wire-reader.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import { type EbpfEvent, type ProcessFacts, resourceFeatures } from "./event.ts";
import { fields, payloadFields, resourceFields } from "./fields.ts";
import { SyscallVector } from "./syscall-vector.ts";

/** Each decoder has one event, which its next call overwrites. */
export function eventDecoder(): Decoder<EbpfEvent> {
  const event = new DecodedEvent();
  return { name: "ebpf-event", decode: (bytes) => event.read(bytes) ?? event };
}

class DecodedEvent implements EbpfEvent {
  kind: EbpfEvent["kind"] = "other";
  time = 0;
  readonly resource = new Float64Array(resourceFeatures.length);
  readonly syscalls = new SyscallVector();

  #bytes: Uint8Array = new Uint8Array(0);
  readonly #reader = new WireReader();
  readonly #strings = new StringCache();
  readonly #containerImage = new TextField(this.#strings);
  readonly #containerId = new TextField(this.#strings);
  readonly #nodeName = new TextField(this.#strings);
  /** The tag of the payload's member that is set; 0 for none. */
  #payload = 0;
  #vectorFrom = 0;
  #vectorTo = 0;

  get containerImage(): string {
    return this.#containerImage.text;
  }

  get containerId(): string {
    return this.#containerId.text;
  }

  get nodeName(): string {
    return this.#nodeName.text;
  }

  process(): ProcessFacts {
    const { pid, ppid, comm, user, uid, gid } = pb.EbpfEvent.decode(this.#bytes);
    return { pid, ppid, comm, user, uid, gid };
  }

  /** @returns a rejection where the bytes make no event; the fields then hold anything. */
  read(bytes: Buffer): Rejection | undefined {
    if (bytes.length === 0) return new Rejection("empty", "no bytes");
    const reader = this.#reader;
    reader.start(bytes);
    this.#bytes = bytes;
    this.#containerImage.clear();
    this.#containerId.clear();
    this.#nodeName.clear();
    this.time = 0;
    this.#payload = 0;
    while (reader.position < reader.end) this.#readField(reader, reader.tag());
    if (reader.failed) return new Rejection("malformed", "not the wire format of an EbpfEvent");
    return this.#checkPayload(bytes);
  }

  #readField(reader: WireReader, tag: number): void {
    if (tag === nodeNameTag) this.#nodeName.read(reader);
    else if (tag === timeTag) this.time = Math.max(0, reader.int64());
    else if (tag === containerIdTag) this.#containerId.read(reader);
    else if (tag === containerImageTag) this.#containerImage.read(reader);
    else if (scalarTags[tag] === 1) reader.scalar(tag);
    else if (tag === resourceTag) this.#readResource(reader);
    else if (tag === vectorTag) this.#readVector(reader);
    else if (otherMessages[tag] !== undefined) this.#passMessage(reader, tag, otherMessages[tag]);
    else reader.skip(tag, 0);
  }

  /** Members that come again are merged field by field, so what an earlier one set stays until it is set anew. */
  #readResource(reader: WireReader): void {
    if (this.#payload !== resourceTag) this.resource.fill(0);
    this.#payload = resourceTag;
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      const feature = featureOfTag[tag];
      if (feature === undefined) {
        if (tag === isActiveTag) reader.scalar(tag);
        else reader.skip(tag, 1);
      } else {
        this.resource[feature] = (tag & 7) === wireTypes.fixed64 ? reader.double() : reader.uint64();
      }
    }
    reader.leave(outer);
  }

  #readVector(reader: WireReader): void {
    if (this.#payload !== vectorTag) this.#vectorFrom = this.#vectorTo = 0;
    this.#payload = vectorTag;
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === vectorJsonTag) {
        const from = reader.string();
        this.#vectorFrom = from;
        this.#vectorTo = reader.position;
      } else reader.skip(tag, 1);
    }
    reader.leave(outer);
  }

  #passMessage(reader: WireReader, tag: number, known: OtherMessage): void {
    if (known.isPayload) this.#payload = tag;
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const inner = reader.tag();
      if (known.tags.has(inner)) reader.scalar(inner);
      else reader.skip(inner, known.isPayload ? 1 : 0);
    }
    reader.leave(outer);
  }

  #checkPayload(bytes: Buffer): Rejection | undefined {
    if (this.#payload === resourceTag) {
      this.kind = "resource";
      const bad = this.resource.findIndex((value) => !(value >= 0 && value < Infinity));
      return bad < 0 ? undefined : new Rejection("number_invalid", `${resourceFeatures[bad]} is ${this.resource[bad]}`);
    }
    if (this.#payload === vectorTag) {
      this.kind = "syscalls";
      return this.syscalls.read(bytes, this.#vectorFrom, this.#vectorTo);
    }
    this.kind = "other";
    return undefined;
  }
}

const nodeNameTag = tagOf(fields.nodeName, wireTypes.length);
const timeTag = tagOf(fields.timestampUnixMs, wireTypes.varint);
const containerIdTag = tagOf(fields.containerId, wireTypes.length);
const containerImageTag = tagOf(fields.containerImage, wireTypes.length);
const resourceTag = tagOf(payloadFields.resource, wireTypes.length);
const vectorTag = tagOf(payloadFields.syscallFreqAgg, wireTypes.length);
const vectorJsonTag = tagOf(fields.vectorJson, wireTypes.length);
const isActiveTag = tagOf(63, wireTypes.varint);

/** Of the outermost message, those that no one here reads: 1 at the tag of each. */
const scalarTags = new Uint8Array(1024);
for (const tag of tags({ varints: [1, 2, 4, 5, 6, 10, 11, 12, 14, 15], strings: [3, 7, 9, 13] })) scalarTags[tag] = 1;

/** Index into `resourceFeatures` by tag. The two page faults are varints, the rest doubles. */
const featureOfTag: (number | undefined)[] = [];
for (const [feature, field] of resourceFields.entries()) {
  featureOfTag[tagOf(field, field === 55 || field === 56 ? wireTypes.varint : wireTypes.fixed64)] = feature;
}

interface OtherMessage {
  readonly isPayload: boolean;
  readonly tags: ReadonlySet<number>;
}

/** The messages that are only checked, by their tag. */
const otherMessages: (OtherMessage | undefined)[] = [];
otherMessages[tagOf(fields.containerLabels, wireTypes.length)] = { isPayload: false, tags: tags({ strings: [1, 2] }) };
for (const [name, known] of [
  ["snoop", { strings: [22], varints: [23] }],
  ["network", { varints: [24], strings: [25, 26, 27, 28, 29, 30, 31, 32] }],
  ["ptrace", { varints: [33, 34, 35, 36, 37], strings: [38] }],
  ["mmap", { varints: [40, 41, 42, 43, 44, 45, 46] }],
  ["mount", { strings: [48, 49, 50], varints: [51, 52] }],
  ["sysFreq", { varints: [65, 66] }],
] as const) {
  otherMessages[tagOf(payloadFields[name], wireTypes.length)] = { isPayload: true, tags: tags(known) };
}

function tags(known: {
  readonly strings?: readonly number[];
  readonly varints?: readonly number[];
}): ReadonlySet<number> {
  return new Set([
    ...(known.strings ?? []).map((field) => tagOf(field, wireTypes.length)),
    ...(known.varints ?? []).map((field) => tagOf(field, wireTypes.varint)),
  ]);
}
