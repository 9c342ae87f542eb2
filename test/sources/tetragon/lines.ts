/** Lines of Tetragon as it exports them, and what shippers make of a line. */

import type { Random } from "../../../simulate/random.ts";

const containerId = "1fb931d2f6e5e4cfdbaf30fdb8e2fdd81320bdb3047ded50120a4f82838209ce";

const process = {
  exec_id: "a2luZC1jb250cm9sLXBsYW5lOjExNDI4NjE1NjM2OTAxOjUxNTgz",
  pid: 51_583,
  uid: 0,
  cwd: "/",
  binary: "/usr/bin/whoami",
  arguments: '--version "zoë"',
  flags: "execve rootcwd clone",
  start_time: "2022-05-11T12:54:45.615Z",
  auid: 4_294_967_295,
  pod: {
    namespace: "default",
    name: "xwing",
    container: {
      id: `containerd://${containerId}`,
      name: "spaceship",
      image: { id: "docker.io/tgraf/netperf@sha256:8e86", name: "docker.io/tgraf/netperf:latest" },
      start_time: "2022-05-11T10:07:33Z",
      pid: 50,
    },
    pod_labels: { app: "xwing" },
  },
  docker: containerId.slice(0, 31),
  parent_exec_id: "a2luZC1jb250cm9sLXBsYW5lOjkwNzkyMjU2MjMyNjk6NDM4NzI=",
  refcnt: 1,
  tid: 51_583,
};

/** As a decoder gives it. */
export const plainProcess = {
  execId: process.exec_id,
  pid: 51_583,
  uid: 0,
  binary: "/usr/bin/whoami",
  arguments: '--version "zoë"',
  containerId,
  image: "docker.io/tgraf/netperf:latest",
  namespace: "default",
  pod: "xwing",
};

const parent = { exec_id: process.parent_exec_id, pid: 43_872, uid: 0, binary: "/bin/bash", docker: process.docker };
const seenAt = { node_name: "worker-1", time: "2022-05-11T12:54:45.615123456Z" };
export const time = Date.parse("2022-05-11T12:54:45.615Z");

export const lines = {
  exec: { process_exec: { process, parent }, ...seenAt },
  exit: { process_exit: { process, parent, signal: "SIGKILL", status: 137, time: seenAt.time }, ...seenAt },
  kprobe: {
    process_kprobe: {
      process,
      parent,
      function_name: "tcp_connect",
      args: [
        { int_arg: 7 },
        {
          sock_arg: {
            family: "AF_INET",
            type: "SOCK_STREAM",
            protocol: "IPPROTO_TCP",
            saddr: "10.0.0.5",
            daddr: "203.0.113.9",
            sport: 40_000,
            dport: 3333,
            cookie: "18446616208101378688",
          },
        },
      ],
      action: "KPROBE_ACTION_POST",
      policy_name: "connect",
    },
    ...seenAt,
  },
  throttle: { process_throttle: { type: "THROTTLE_START", cgroup: "session-429.scope" }, ...seenAt },
  dropped: { rate_limit_info: { number_of_dropped_process_events: "12" }, ...seenAt },
  tracepoint: { process_tracepoint: { process, subsys: "syscalls", event: "sys_enter_close" }, ...seenAt },
} as const;

/** What each shipper puts around a line; the line is JSON of an object, or what another shipper made of it. */
export const envelopes: Readonly<Record<string, (line: string) => string>> = {
  "CRI's line": (line) => `2026-01-01T00:00:00.123456789Z stdout F ${line}`,
  "CRI's line with tags": (line) => `2026-01-01T00:00:00.123456789+02:00 stderr F:x ${line}`,
  "Docker's JSON": (line) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: "2026-01-01T00:00:00.1Z" }),
  "Fluent Bit": (log) => JSON.stringify({ "@timestamp": 1.5, stream: "stdout", log, kubernetes: { host: "worker-7" } }),
  "Fluent Bit, whose CRI parser names it message": (message) => JSON.stringify({ date: 1.5, logtag: "F", message }),
  Vector: (message) =>
    JSON.stringify({
      file: "/var/log/x",
      kubernetes: { pod_name: "tetragon" },
      message,
      timestamp: "2026-01-01T00:00:00Z",
    }),
  "a record that names a node itself": (message) =>
    JSON.stringify({ message, node_name: "worker-7", time: seenAt.time }),
  "an OpenTelemetry log record": (line) =>
    JSON.stringify({ timeUnixNano: "1", body: { stringValue: line }, attributes: [] }),
  "an OpenTelemetry log record, its body as it is": (body) => JSON.stringify({ severity: "INFO", body }),
  "a request of OpenTelemetry": (line) => otlp([{ stringValue: line }]),
};

/** Those that take a parsed line. */
export const parsedEnvelopes: Readonly<Record<string, (event: object) => string>> = {
  "Fluent Bit, merged": (event) => JSON.stringify({ log: "the raw line", stream: "stdout", ...event }),
  "Fluent Bit, merged under a key": (event) => JSON.stringify({ log: "the raw line", log_processed: event }),
  "Vector, parsed": (message) => JSON.stringify({ source_type: "file", message }),
  "an OpenTelemetry log record, parsed": (event) => otlp([anyValue(event)]),
};

export function otlp(bodies: readonly unknown[]): string {
  const logRecords = bodies.map((body) => ({ timeUnixNano: "1", body }));
  return JSON.stringify({ resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [{ scope: {}, logRecords }] }] });
}

/** @returns a chain of up to three envelopes. */
export function randomEnvelope(random: Random): (line: string) => string {
  const all = Object.values(envelopes);
  const chain = Array.from({ length: random.integer(0, 3) }, () => all[random.integer(0, all.length - 1)]!);
  return (line) => chain.reduce((text, wrap) => wrap(text), line);
}

function anyValue(value: unknown): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { intValue: String(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  const entries = Object.entries(value ?? {});
  return {
    kvlistValue: { values: entries.map(([key, inner]: [string, unknown]) => ({ key, value: anyValue(inner) })) },
  };
}
