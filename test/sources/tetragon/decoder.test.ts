/** Tetragon's events: every kind, its defaults, and what is not sound. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { tetragonDecoder } from "../../../sources/tetragon/decoder.ts";
import type { TetragonEvent } from "../../../sources/tetragon/event.ts";
import { Rejection, type RejectionReason } from "../../../topology/rejection.ts";
import { lines, plainProcess, time } from "./lines.ts";

const decoder = tetragonDecoder(100_000);

function decode(line: unknown): TetragonEvent | Rejection {
  const found = decoder.decode(Buffer.from(typeof line === "string" ? line : JSON.stringify(line)));
  if (found instanceof Rejection) return found;
  assert.equal(found.length, 1);
  return found[0]!;
}

function reasonOf(line: unknown): RejectionReason | undefined {
  const event = decode(line);
  return event instanceof Rejection ? event.reason : undefined;
}

const seen = { node: "worker-1", time };
const seenAt = { node_name: "worker-1", time: "2022-05-11T12:54:45.615Z" };

describe("an event of Tetragon", () => {
  it("is an execution", () => {
    assert.deepEqual(decode(lines.exec), { kind: "exec", ...seen, process: plainProcess, isOld: false });
  });

  it("is no execution now where Tetragon found the process when it started", () => {
    const { process } = lines.exec.process_exec;
    const event = decode({ process_exec: { process: { ...process, flags: "procFS auid" } }, ...seenAt });
    assert.ok(!(event instanceof Rejection) && event.kind === "exec");
    assert.equal(event.isOld, true);
  });

  it("is an end", () => {
    assert.deepEqual(decode(lines.exit), {
      kind: "exit",
      ...seen,
      process: plainProcess,
      signal: "SIGKILL",
      status: 137,
    });
  });

  it("is a call of a kernel function, with the socket's other end", () => {
    assert.deepEqual(decode(lines.kprobe), {
      kind: "kprobe",
      ...seen,
      process: plainProcess,
      functionName: "tcp_connect",
      policyName: "connect",
      peer: { address: "203.0.113.9", port: 3333 },
    });
  });

  it("has the other end also of a packet and of an address, or none", () => {
    const peerOf = (...args: readonly object[]) => {
      const event = decode({ process_kprobe: { process: {}, args }, ...seenAt });
      assert.ok(!(event instanceof Rejection) && event.kind === "kprobe");
      return event.peer;
    };
    assert.deepEqual(peerOf({ skb_arg: { daddr: "::1", dport: 53 } }), { address: "::1", port: 53 });
    assert.deepEqual(peerOf({ sockaddr_arg: { family: "AF_INET", addr: "10.0.0.1", port: 22 } }), {
      address: "10.0.0.1",
      port: 22,
    });
    assert.deepEqual(peerOf({ sock_arg: { family: "AF_INET" } }), { address: "", port: 0 });
    assert.equal(peerOf({ string_arg: "x" }), undefined);
    assert.equal(peerOf(), undefined);
  });

  it("tells what Tetragon does not tell", () => {
    assert.deepEqual(decode(lines.throttle), { kind: "throttle", ...seen, isStart: true, cgroup: "session-429.scope" });
    const stop = { process_throttle: { type: "THROTTLE_STOP", cgroup: "c" }, ...seenAt };
    assert.deepEqual(decode(stop), { kind: "throttle", ...seen, isStart: false, cgroup: "c" });
    assert.deepEqual(decode(lines.dropped), { kind: "dropped", ...seen, count: 12 });
  });

  it("is of another kind, which is no mistake", () => {
    assert.deepEqual(decode(lines.tracepoint), { kind: "other", ...seen });
    assert.deepEqual(decode({ process_from_the_future: { process: 7 }, ...seenAt }), { kind: "other", ...seen });
  });

  it("has defaults where fields are omitted or null; who the user was is then not known", () => {
    const nothing = {
      execId: "",
      pid: undefined,
      uid: undefined,
      binary: "",
      arguments: "",
      containerId: "",
      image: "",
      namespace: "",
      pod: "",
    };
    const bare = { kind: "exec", node: "worker-1", time: 0, process: nothing, isOld: false };
    assert.deepEqual(decode({ process_exec: { process: {} }, node_name: "worker-1" }), bare);
    const nulls = { exec_id: null, pid: null, uid: null, binary: null, pod: null, docker: null, flags: null };
    assert.deepEqual(
      decode({ process_exec: { process: nulls }, process_exit: null, node_name: "worker-1", time: null }),
      bare,
    );
  });

  it("has the first 31 characters of the container's id where the pod is not known", () => {
    const event = decode({ process_exec: { process: { docker: "1fb931d2f6e5e4cfdbaf30fdb8e2fdd" } }, ...seenAt });
    assert.ok(!(event instanceof Rejection) && event.kind === "exec");
    assert.equal(event.process.containerId, "1fb931d2f6e5e4cfdbaf30fdb8e2fdd");
  });

  for (const [text, ms] of [
    ["2022-05-11T12:54:45Z", 0],
    ["2022-05-11T12:54:45.6Z", 600],
    ["2022-05-11T12:54:45.615Z", 615],
    ["2022-05-11T12:54:45.615999Z", 615],
    ["2022-05-11T12:54:45.000000001Z", 0],
    ["2022-05-11T14:54:45.6151+02:00", 615],
  ] as const) {
    it(`has the time ${text}`, () => {
      const event = decode({ ...lines.throttle, time: text });
      assert.ok(!(event instanceof Rejection));
      assert.equal(event.time, Date.parse("2022-05-11T12:54:45Z") + ms);
    });
  }

  it("has 64-bit numbers as text or as numbers, up to the largest", () => {
    for (const [given, count] of [
      ["0", 0],
      ["18446744073709551615", 2 ** 64],
      [7, 7],
      [undefined, 0],
      [null, 0],
    ] as const) {
      const event = decode({ rate_limit_info: { number_of_dropped_process_events: given }, ...seenAt });
      assert.deepEqual(event, { kind: "dropped", ...seen, count });
    }
  });

  it("is rejected where a number is out of its type's range", () => {
    for (const count of ["18446744073709551616", "-1", "1.5", "", "0x7", "1e3", "9".repeat(400), -1, 1.5, 2 ** 64]) {
      const line = { rate_limit_info: { number_of_dropped_process_events: count }, ...seenAt };
      assert.equal(reasonOf(line), "number_invalid", String(count));
    }
    for (const pid of [2 ** 32, -1, "4294967296"]) {
      assert.equal(reasonOf({ process_exec: { process: { pid } }, ...seenAt }), "number_invalid", String(pid));
    }
  });

  it("is malformed where a field is of another type", () => {
    for (const line of [
      { process_exec: 7, ...seenAt },
      { process_exec: [], ...seenAt },
      { process_exec: {}, ...seenAt },
      { process_exec: { process: [] }, ...seenAt },
      { process_exec: { process: { binary: 7 } }, ...seenAt },
      { process_exec: { process: { uid: true } }, ...seenAt },
      { process_exec: { process: { pod: "xwing" } }, ...seenAt },
      { process_kprobe: { process: {}, args: {} }, ...seenAt },
      { process_kprobe: { process: {}, args: [7] }, ...seenAt },
      { process_throttle: { type: 1 }, ...seenAt },
      { ...lines.exec, node_name: 7 },
      { ...lines.exec, time: 1_652_273_685 },
      { ...lines.exec, time: "yesterday" },
    ]) {
      assert.equal(reasonOf(line), "malformed", JSON.stringify(line));
    }
  });

  it("is malformed where it is of two kinds at once", () => {
    assert.equal(reasonOf({ ...lines.exec, ...lines.exit }), "malformed");
  });

  it("is rejected where it does not say its node", () => {
    for (const node_name of [undefined, null, ""]) {
      assert.equal(reasonOf({ ...lines.exec, node_name }), "node_missing");
    }
  });

  it("is malformed where it is half a line, none, or no event", () => {
    const line = JSON.stringify(lines.exec);
    for (const text of [
      line.slice(0, -1),
      line.slice(200),
      `${line}${line}`,
      "null",
      "[]",
      "7",
      '"text"',
      "{}",
      "not JSON",
      '{"node_name":"worker-1"}',
      '{"__proto__":{"process_exec":{"process":{}}},"node_name":"worker-1"}',
      "\0",
    ]) {
      assert.equal(reasonOf(text), "malformed", text);
    }
  });

  it("is not read where it is empty or too large", () => {
    assert.equal(reasonOf(""), "empty");
    assert.equal(reasonOf(" ".repeat(100_001)), "too_large");
  });
});
