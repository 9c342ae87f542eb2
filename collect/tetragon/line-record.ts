/** The record that a line of Tetragon becomes: the line as it came, under its node. */

import type { OutputRecord } from "../../log/port.ts";
import { tetragonDecoder } from "../../sources/tetragon/decoder.ts";
import { Rejection } from "../../topology/rejection.ts";

/**
 * As Tetragon writes it, behind the event's own object. No text of an event can hold this, as a quote in it has a backslash
 * before it, and of its maps, such as a pod's labels, none has objects as values.
 */
const nodeFields = ['},"node_name":"', '}, "node_name":"'].map((text) => Buffer.from(text));
const anyNodeField = Buffer.from('"node_name":"');
const quote = 34;
const backslash = 92;

const decoder = tetragonDecoder(Infinity);

/** A line that does not say its node has no key: it goes to dead letters, where people find it. */
export function lineRecord(topic: string, line: Buffer): OutputRecord {
  return { topic, key: nodeKey(line), value: line, headers: [] };
}

/** Reads only lines that have the field elsewhere, or not just once: those in envelopes, and those of who wants to mislead. */
function nodeKey(line: Buffer): Buffer | null {
  const at = line.indexOf(anyNodeField);
  if (at === -1 || line.includes(anyNodeField, at + 1)) return decodedKey(line);
  const from = at + anyNodeField.length;
  const to = line.indexOf(quote, from);
  const key = line.subarray(from, to);
  const isPlain = to !== -1 && key.length > 0 && !key.includes(backslash);
  return isPlain && nodeFields.some((field) => endsWith(line, from, field)) ? key : decodedKey(line);
}

function endsWith(line: Buffer, end: number, part: Buffer): boolean {
  return end >= part.length && line.compare(part, 0, part.length, end - part.length, end) === 0;
}

function decodedKey(line: Buffer): Buffer | null {
  const decoded = decoder.decode(line);
  if (decoded instanceof Rejection) return null;
  const event = decoded.find((one) => !(one instanceof Rejection) && one.node !== "");
  return event === undefined || event instanceof Rejection ? null : Buffer.from(event.node);
}
