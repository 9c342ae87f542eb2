/** The judge by chance: whatever comes, it never throws, and going on from a snapshot changes nothing. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hasCode } from "../../../errors/picket-error.ts";
import { nodeFeatures } from "../../../nodes/features.ts";
import type { Judged } from "../../../nodes/judge/group-state.ts";
import { judge } from "../../../nodes/judge/judge.ts";
import { defaultNodePolicy } from "../../../nodes/policy/policy.ts";
import { evidenceKinds, type NodeWindow, type Trace } from "../../../nodes/window.ts";
import { checkCordonRequest } from "../../../proto/codecs/cordon-request.ts";
import { Random } from "../../../simulate/random.ts";
import type { TraceContext } from "../../../topology/processor.ts";
import { began, type Change, Fleet, length } from "./fleet.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "judge";
const key = "web";

type Step = { readonly window: NodeWindow; readonly tick: number } | { readonly tick: number };

/** Clocks that differ, windows that come early, late or not at all, attacks, silence, and readings that are none. */
function steps(random: Random, count: number): readonly Step[] {
  const nodes = random.integer(1, 9);
  const rounds = Array.from({ length: nodes }, () => 0);
  let tick = began;
  return Array.from({ length: count }, (): Step => {
    if (random.chance(0.3)) tick += random.pick([1000, 1000, 3000, 60_000]);
    if (random.chance(0.2)) return { tick };
    const node = random.integer(0, nodes - 1);
    if (random.chance(0.97)) rounds[node]! += random.pick([1, 1, 1, 1, 2, 30]);
    return { tick, window: randomWindow(random, `node-${node}`, began + node * 7_000_000 + rounds[node]! * length) };
  });
}

function randomWindow(random: Random, node: string, start: number): NodeWindow {
  const isBad = random.chance(0.05);
  const value = () => (random.chance(0.03) ? random.pick([NaN, Infinity, -1, 1e300, 0]) : random.uniform());
  return {
    node,
    group: key,
    start,
    end: start + length,
    isEarly: random.chance(0.05),
    features: Float64Array.from(nodeFeatures, (_, i) => (i < 2 ? 1 : 50) * value() * (isBad ? 20 : 1)),
    missing: [],
    sensors: (["metrics", "tetragon", "containers"] as const).map((sensor) => ({
      sensor,
      count: 3,
      lastSeen: start + (random.chance(0.9) ? length : -30_000),
      lost: random.chance(0.02) ? 10 : 0,
      isThrottled: false,
    })),
    indicators: isBad ? ["exec_from_dev_shm_by_root", "suspicious_port_connection"] : [],
    anomalousContainers: isBad ? ["etcd:3.4"] : [],
    traces: Array.from({ length: isBad ? random.integer(0, 4) : 0 }, () => randomTrace(random)),
    late: 0,
  };
}

function randomTrace(random: Random): Trace {
  return {
    kind: random.pick(evidenceKinds),
    what: random.pick(["exec_from_tmp", "suspicious_port_connection", "container_anomaly_high", "anything"]),
    actor: random.pick(["", "etcd:3.4", "ops/backup:5.0"]),
    id: random.pick(["tetragon/0/1", "not ascii: ✗", "", "x".repeat(600)]),
    source: { topic: "tetragon", partition: 0, offset: random.integer(0, 1e9) },
    summary: random.pick(["executed /tmp/x", "two\nlines", "\u202Eturned", "long ".repeat(200)]),
    time: began,
    weight: random.pick([0, 0.5, 0.7, 1, 7, NaN]),
    trace: random.chance(0.5)
      ? undefined
      : { traceparent: "00-a-b-01", ...(random.chance(0.5) ? { tracestate: "c=d" } : {}) },
  };
}

function play(course: readonly Step[], restoreAt: (step: number) => boolean) {
  const processor = judge(defaultNodePolicy);
  const told: { readonly value: Judged; readonly trace: TraceContext | undefined }[] = [];
  const emit = (value: Judged, trace?: TraceContext) => void told.push({ value, trace });
  let state = processor.open();
  for (const [number, step] of course.entries()) {
    const { tick } = step;
    if (state.wakeAt <= tick) state.wake({ key, tick }, emit);
    if ("window" in step) {
      const source = { topic: "by-group", partition: 0, offset: number };
      state.process(step.window, { key, time: step.window.end, tick, source, trace: undefined }, emit);
    }
    if (restoreAt(number)) state = processor.restore(state.snapshot());
  }
  return { told, snapshot: Buffer.from(state.snapshot()) };
}

describe(`the judge, by chance (PICKET_TEST_SEED=${seed})`, () => {
  it("goes on from a snapshot as if nothing had happened", () => {
    const random = new Random(`${seed}/restores`);
    for (let round = 0; round < 4; round++) {
      const course = steps(random, 700);
      const whole = play(course, () => false);
      const cut = play(course, () => random.chance(0.02));
      assert.deepEqual(cut.told, whole.told, `round ${round}`);
      assert.ok(cut.snapshot.equals(whole.snapshot), `round ${round}`);
      const kinds = new Set(whole.told.map(({ value }) => ("health" in value ? value.health.verdict : "request")));
      assert.ok(kinds.has("anomalous") && kinds.has("learning"), [...kinds].join());
    }
  });

  it("asks for nothing that an enforcer could not follow, and never twice by one id", () => {
    const random = new Random(`${seed}/requests`);
    let asked = 0;
    for (let round = 0; round < 4; round++) {
      const { told } = play(steps(random, 700), () => false);
      const requests = told.flatMap(({ value }) => ("request" in value ? [value.request] : []));
      asked += requests.length;
      for (const request of requests) assert.equal(checkCordonRequest(request), request);
      assert.equal(new Set(requests.map(({ id }) => id)).size, requests.length);
      const scores = told.flatMap(({ value }) => ("health" in value ? [value.health.score] : []));
      assert.ok(scores.every((score) => score >= 0 && score <= 1));
    }
    assert.ok(asked > 0);
  });

  it("refuses snapshots that are garbled, cut or of another", () => {
    const snapshot = new Fleet(3).run(3).state.snapshot();
    const restore = (bytes: Uint8Array) => judge(defaultNodePolicy).restore(bytes);
    const random = new Random(`${seed}/garbled`);
    for (let round = 0; round < 50; round++) {
      const bad = Buffer.from(snapshot);
      bad[random.integer(0, bad.length - 1)]! ^= 1 << random.integer(0, 7);
      assert.throws(() => restore(bad), isInvalid);
      assert.throws(() => restore(snapshot.subarray(0, random.integer(0, snapshot.length - 1))), isInvalid);
    }
  });

  it("keeps a healthy node within 640 bytes", () => {
    const size = (nodes: number) => new Fleet(nodes).run(40).state.snapshot().length;
    const aNode = (size(120) - size(60)) / 60;
    assert.ok(aNode < 640, `${aNode} bytes`);
  });

  it("keeps a node that three kinds of evidence speak against for minutes within 4 KB", () => {
    const size = (attacked: (node: string) => boolean) => {
      const fleet = new Fleet(60).run(40);
      return fleet.run(30, (node, window) => (attacked(node) ? attack(window) : undefined)).state.snapshot().length;
    };
    const aNode = (size((node) => /-[45]0$/.test(node)) - size(() => false)) / 2;
    assert.ok(aNode > 1000 && aNode < 3584, `${aNode} bytes more than a healthy one`);
  });
});

/** A miner: nothing but places in Kafka, traces and numbers differs from window to window. */
function attack(window: number): Change {
  const traceOf = (
    of: Pick<Trace, "kind" | "what" | "summary">,
    topic: string,
    offset: number,
    detector = "",
  ): Trace => {
    const traceparent = `00-4bf92f3577b34da6a3ce929d0e0e4736-${String(offset).padStart(16, "0")}-01`;
    const id = `${detector}${topic}/3/${offset}`;
    const source = { topic, partition: 3, offset };
    return { ...of, actor: image, id, source, time: began, weight: 0.95, trace: { traceparent } };
  };
  const image = "registry.example/report/etl:2.6";
  const offset = 7_000_000 + 997 * window;
  return {
    features: { avg_cpu: 0.95 + 0.001 * window, net_bytes_out: 3e7 + window, container_anomalies_critical: 1 },
    window: {
      indicators: ["exec_from_dev_shm", "exec_from_dev_shm_by_root", "suspicious_port_connection"],
      anomalousContainers: [image],
      traces: [
        traceOf(
          {
            kind: "process-behaviour",
            what: "exec_from_dev_shm",
            summary: `executed /dev/shm/.a24dbd as root in ${image}`,
          },
          "picket-tetragon",
          offset,
        ),
        traceOf(
          {
            kind: "container-anomaly",
            what: "container_anomaly_critical",
            summary: `resource-per-container found ${image} anomalous, mostly by vm_brk_shrink_bytes`,
          },
          "picket-resource",
          offset + 500,
          "resource-per-container/",
        ),
      ],
    },
  };
}

function isInvalid(error: unknown): boolean {
  return hasCode(error, "SNAPSHOT_INVALID");
}
