/**
 * Takes what shippers of logs wrap around a line off again: containerd's and CRI-O's line format, Docker's, Fluent Bit's and
 * Vector's JSON, and OpenTelemetry's log records (OTLP/JSON), also one in another.
 */

import { isObject, type JsonObject } from "./proto-json.ts";

/** CRI's line: time, stream, whether it is the whole line (F) or a part (P), and the line. */
const criLine = /^\S+ (?:stdout|stderr) ([FP])(?::\S*)? (.*)$/s;
/** What shippers put the line under; the same, parsed, where they are told to. */
const lineKeys = ["log_processed", "log", "message", "body", "Body"] as const;

/** More envelopes in one another than any chain of shippers makes. */
const deepest = 5;
/** Deeper values than any event has. */
const deepestValue = 32;

type IsBare = (object: JsonObject) => boolean;

/**
 * @param isBare tells an object that is what is looked for, although it may have a field that an envelope has: shippers that
 * merge a line into their own object leave the line beside it.
 * @returns each object within that is no envelope, or, where there is none, why.
 */
export function unwrap(line: string, isBare: IsBare): readonly (JsonObject | string)[] {
  return unwrapText(line, isBare, 0);
}

function unwrapText(text: string, isBare: IsBare, depth: number): readonly (JsonObject | string)[] {
  const line = text.startsWith("{") ? null : criLine.exec(text);
  if (line?.[1] === "P") return ["a part of a line"];
  const value = parse(line?.[2] ?? text);
  return isObject(value) ? unwrapObject(value, isBare, depth) : ["not JSON of an object"];
}

function unwrapObject(object: JsonObject, isBare: IsBare, depth: number): readonly (JsonObject | string)[] {
  if (isBare(object)) return [object];
  if (depth === deepest) return ["envelopes too deep in one another"];
  const records = otlpRecords(object);
  if (records !== undefined) return records.flatMap((record) => unwrapObject(record, isBare, depth + 1));
  for (const key of lineKeys) {
    const value = object[key];
    if (typeof value === "string") return unwrapText(value, isBare, depth + 1);
    if (isObject(value)) return unwrapObject(plain(value), isBare, depth + 1);
  }
  return [object];
}

/** @returns the log records of an ExportLogsServiceRequest; `undefined` where it is none. */
function otlpRecords(object: JsonObject): readonly JsonObject[] | undefined {
  if (!Array.isArray(object["resourceLogs"])) return undefined;
  return list(object, "resourceLogs")
    .flatMap((resource) => list(resource, "scopeLogs"))
    .flatMap((scope) => list(scope, "logRecords"));
}

function list(object: JsonObject, key: string): readonly JsonObject[] {
  const value: unknown = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** @returns an AnyValue of OTLP as the object it stands for, text under `body`; other objects as they are. */
function plain(value: JsonObject): JsonObject {
  if (typeof value["stringValue"] === "string") return { body: value["stringValue"] };
  const map = value["kvlistValue"];
  if (!isObject(map)) return value;
  const object = plainValue(value, 0);
  return isObject(object) ? object : value;
}

function plainValue(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth > deepestValue) return undefined;
  const { kvlistValue, arrayValue } = value;
  if (isObject(kvlistValue)) {
    const entries = list(kvlistValue, "values").map(
      ({ key, value: inner }) => [String(key), plainValue(inner, depth + 1)] as const,
    );
    return Object.fromEntries(entries);
  }
  if (isObject(arrayValue)) return list(arrayValue, "values").map((inner) => plainValue(inner, depth + 1));
  return value["stringValue"] ?? value["boolValue"] ?? value["intValue"] ?? value["doubleValue"];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
