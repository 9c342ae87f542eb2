/** W3C Trace Context in Kafka headers (https://www.w3.org/TR/trace-context/), read and written without OpenTelemetry. */

import type { Header } from "../log/port.ts";

export interface TraceContext {
  /** Valid, in lower case. */
  readonly traceparent: string;
  /** As it came: it is the business of those who wrote it. */
  readonly tracestate?: string;
}

const traceparentHeader = "traceparent";
const tracestateHeader = "tracestate";

const traceparentForm = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;
const traceparentLength = 55;

/** Vendors must keep at least this many characters; a longer list is dropped whole, which the standard allows. */
const tracestateLimit = 512;

/** `undefined` where there is no valid traceparent; its tracestate is then worth nothing either. */
export function traceContextOf(headers: readonly Header[]): TraceContext | undefined {
  if (headers.length === 0) return undefined;
  const traceparent = valuesOf(headers, traceparentHeader);
  const [only = ""] = traceparent;
  if (traceparent.length !== 1 || only.length > tracestateLimit || !isTraceparent(only)) return undefined;
  const tracestate = valuesOf(headers, tracestateHeader)
    .filter((value) => value.trim() !== "")
    .join(",");
  const kept = tracestate !== "" && tracestate.length <= tracestateLimit;
  return { traceparent: only, ...(kept ? { tracestate } : {}) };
}

export function traceHeaders(context: TraceContext | undefined): readonly Header[] {
  if (context === undefined) return [];
  const headers: Header[] = [[traceparentHeader, Buffer.from(context.traceparent, "latin1")]];
  if (context.tracestate !== undefined) headers.push([tracestateHeader, Buffer.from(context.tracestate, "latin1")]);
  return headers;
}

/** Version 00 has exactly four fields; a later one may have more behind them, and is read as if it were 00. */
export function isTraceparent(text: string): boolean {
  const [, version, traceId, parentId, rest] = traceparentForm.exec(text) ?? [];
  if (version === undefined || version === "ff") return false;
  if (version === "00" && rest !== undefined) return false;
  return traceId !== "0".repeat(32) && parentId !== "0".repeat(16);
}

/** The fields of a valid traceparent. */
export function partsOf(traceparent: string): { traceId: string; spanId: string; flags: number } {
  const [, traceId = "", spanId = "", flags = "0"] = traceparent.slice(0, traceparentLength).split("-");
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}

function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers.filter(([header]) => header === name).map(([, value]) => value.toString("latin1"));
}
