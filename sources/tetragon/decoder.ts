/**
 * Decodes the lines of Tetragon's JSON export (`tetragon.GetEventsResponse` in proto3's JSON, by its proto names), bare or in
 * the envelopes that shippers add. https://tetragon.io/docs/reference/grpc-api
 */

import { parseRfc3339 } from "../../proto/codecs/timestamp.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import { unwrap } from "./envelope.ts";
import type { Peer, TetragonEvent, TetragonProcess } from "./event.ts";
import { FieldReader, isOmitted, type JsonObject } from "./proto-json.ts";

/**
 * A record holds one event, or, as a batch of OpenTelemetry's, many: each is read or rejected for itself.
 *
 * @param maxBytes longer records are rejected unread.
 */
export function tetragonDecoder(maxBytes: number): Decoder<readonly (TetragonEvent | Rejection)[]> {
  return {
    name: "tetragon",
    decode(bytes) {
      if (bytes.length === 0) return new Rejection("empty", "no bytes");
      if (bytes.length > maxBytes) {
        return new Rejection("too_large", `${bytes.length} bytes, at most ${maxBytes} are read`);
      }
      return unwrap(bytes.toString(), isOfKnownKind).map((found) =>
        typeof found === "string" ? new Rejection("malformed", found) : eventOf(found),
      );
    },
  };
}

/** A flag of processes that Tetragon found when it started. */
const ofProcFs = /(?:^| )procFS(?: |$)/;

type ReadEvent = (message: JsonObject, observed: Observed, fields: FieldReader) => TetragonEvent;
type Observed = Pick<TetragonEvent, "node" | "time">;

const readers: ReadonlyMap<string, ReadEvent> = new Map([
  ["process_exec", readExec],
  ["process_exit", readExit],
  ["process_kprobe", readKprobe],
  ["process_throttle", readThrottle],
  ["rate_limit_info", readDropped],
]);

const kinds = [...readers.keys()];

function isOfKnownKind(object: JsonObject): boolean {
  return kinds.some((kind) => !isOmitted(object[kind]));
}

function eventOf(object: JsonObject): TetragonEvent | Rejection {
  const set = kinds.filter((kind) => !isOmitted(object[kind]));
  const [kind] = set;
  if (set.length > 1) return new Rejection("malformed", `one event is both ${kind} and ${set.at(-1)}`);
  // Every event says where and when it was seen, so what says both is one, if of a kind that is not known here.
  if (kind === undefined && (isOmitted(object["node_name"]) || isOmitted(object["time"]))) {
    return new Rejection("malformed", "no event of Tetragon, and no envelope that is known");
  }
  const fields = new FieldReader();
  const node = fields.text(object["node_name"], "node_name");
  const time = timeOf(fields.text(object["time"], "time"));
  if (time === undefined) return new Rejection("malformed", "time is not RFC 3339");
  const event = readKind(kind, object, { node, time }, fields);
  if (fields.problem !== undefined) return fields.problem;
  return node === "" ? new Rejection("node_missing", "node_name is missing") : event;
}

function readKind(
  kind: string | undefined,
  object: JsonObject,
  observed: Observed,
  fields: FieldReader,
): TetragonEvent {
  const read = kind === undefined ? undefined : readers.get(kind);
  return read === undefined || kind === undefined
    ? { ...observed, kind: "other" }
    : read(fields.object(object[kind], kind), observed, fields);
}

function readExec(message: JsonObject, observed: Observed, fields: FieldReader): TetragonEvent {
  const process = fields.object(message["process"], "process");
  const isOld = ofProcFs.test(fields.text(process["flags"], "flags"));
  return { ...observed, kind: "exec", process: processOf(process, fields), isOld };
}

function readExit(message: JsonObject, observed: Observed, fields: FieldReader): TetragonEvent {
  return {
    ...observed,
    kind: "exit",
    process: processOf(fields.object(message["process"], "process"), fields),
    signal: fields.text(message["signal"], "signal"),
    status: fields.uint32(message["status"], "status"),
  };
}

function readKprobe(message: JsonObject, observed: Observed, fields: FieldReader): TetragonEvent {
  return {
    ...observed,
    kind: "kprobe",
    process: processOf(fields.object(message["process"], "process"), fields),
    functionName: fields.text(message["function_name"], "function_name"),
    policyName: fields.text(message["policy_name"], "policy_name"),
    peer: peerOf(message, fields),
  };
}

function readThrottle(message: JsonObject, observed: Observed, fields: FieldReader): TetragonEvent {
  const isStart = fields.text(message["type"], "type") === "THROTTLE_START";
  return { ...observed, kind: "throttle", isStart, cgroup: fields.text(message["cgroup"], "cgroup") };
}

function readDropped(message: JsonObject, observed: Observed, fields: FieldReader): TetragonEvent {
  return {
    ...observed,
    kind: "dropped",
    count: fields.uint64(message["number_of_dropped_process_events"], "number_of_dropped_process_events"),
  };
}

function processOf(process: JsonObject, fields: FieldReader): TetragonProcess {
  const pod = fields.optionalObject(process["pod"], "pod") ?? {};
  const container = fields.optionalObject(pod["container"], "container") ?? {};
  const image = fields.optionalObject(container["image"], "image") ?? {};
  return {
    execId: fields.text(process["exec_id"], "exec_id"),
    pid: fields.optionalUint32(process["pid"], "pid"),
    uid: fields.optionalUint32(process["uid"], "uid"),
    binary: fields.text(process["binary"], "binary"),
    arguments: fields.text(process["arguments"], "arguments"),
    containerId: withoutRuntime(fields.text(container["id"], "id")) || fields.text(process["docker"], "docker"),
    image: fields.text(image["name"], "name"),
    namespace: fields.text(pod["namespace"], "namespace"),
    pod: fields.text(pod["name"], "name"),
  };
}

function peerOf(kprobe: JsonObject, fields: FieldReader): Peer | undefined {
  for (const argument of fields.objects(kprobe["args"], "args")) {
    const socket =
      fields.optionalObject(argument["sock_arg"], "sock_arg") ?? fields.optionalObject(argument["skb_arg"], "skb_arg");
    if (socket !== undefined)
      return { address: fields.text(socket["daddr"], "daddr"), port: fields.uint32(socket["dport"], "dport") };
    const address = fields.optionalObject(argument["sockaddr_arg"], "sockaddr_arg");
    if (address !== undefined)
      return { address: fields.text(address["addr"], "addr"), port: fields.uint32(address["port"], "port") };
  }
  return undefined;
}

/** @returns the id of `containerd://1fb9..`. */
function withoutRuntime(id: string): string {
  return id.slice(id.indexOf("://") === -1 ? 0 : id.indexOf("://") + 3);
}

/** @returns `undefined` where it is no time, 0 where there is none. */
function timeOf(text: string): number | undefined {
  return text === "" ? 0 : parseRfc3339(text);
}
