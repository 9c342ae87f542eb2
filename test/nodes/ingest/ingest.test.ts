/** From records to observations: of each format, with what is cleaned, passed over and refused. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anomalyObservation } from "../../../nodes/ingest/anomaly.ts";
import { cleanText } from "../../../nodes/ingest/clean.ts";
import { ebpfObservations } from "../../../nodes/ingest/ebpf.ts";
import { metricsDecoder } from "../../../nodes/ingest/metrics.ts";
import { tetragonObservations } from "../../../nodes/ingest/tetragon.ts";
import { encodeObservation, observationDecoder } from "../../../nodes/observation-codec.ts";
import { pb } from "../../../proto/generated/messages.js";
import { Random } from "../../../simulate/random.ts";
import { encodeAdapterSample, encodeRemoteWrite1 } from "../../../sources/prometheus/encode.ts";
import { Rejection } from "../../../topology/rejection.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "ingest";
const time = Date.parse("2026-11-22T07:00:00Z");
const maxBytes = 4096;
const metrics = metricsDecoder({ identity: { label: "node" }, maxBytes });
const tetragon = tetragonObservations(maxBytes);
const ebpf = ebpfObservations(maxBytes);

const cpu = { __name__: "node_cpu_seconds_total", cpu: "0", mode: "idle", node: "worker-1" };
const received = { __name__: "node_network_receive_bytes_total", device: "eth0", node: "worker-1" };
const idleSample = {
  sensor: "metrics",
  kind: "sample",
  node: "worker-1",
  time,
  family: "cpu",
  series: "0/idle",
  value: 12.5,
};

function reasonsOf(observed: unknown): readonly string[] {
  return [observed].flat().flatMap((one) => (one instanceof Rejection ? [one.reason] : []));
}

describe("records of samples", () => {
  it("are read as the adapter's JSON and as remote write, told apart by their first byte", () => {
    const sample = { value: 12.5, time };
    assert.deepEqual(metrics.decode(encodeAdapterSample(cpu, sample)), [idleSample]);
    assert.deepEqual(
      metrics.decode(
        encodeRemoteWrite1([
          { labels: cpu, samples: [sample, { value: "stale", time: time + 1 }] },
          { labels: received, samples: [{ value: 7, time }] },
        ]),
      ),
      [
        idleSample,
        { ...idleSample, time: time + 1, value: undefined },
        { ...idleSample, family: "network_receive", series: "eth0", value: 7 },
      ],
    );
  });

  it("give nothing for other families, for the modes of a CPU but idle, and for devices that do not leave the node", () => {
    for (const labels of [
      { ...cpu, __name__: "node_load1" },
      { ...cpu, mode: "user" },
      { ...received, device: "lo" },
    ]) {
      assert.deepEqual(metrics.decode(encodeAdapterSample(labels, { value: 1, time })), []);
    }
  });

  it("are refused one by one where they say no node, or a number that cannot be", () => {
    const { node: _, ...nameless } = cpu;
    const written = encodeRemoteWrite1([
      { labels: nameless, samples: [{ value: 1, time }] },
      { labels: cpu, samples: [{ value: 12.5, time }] },
      { labels: received, samples: [{ value: -1, time }] },
    ]);
    const observed = metrics.decode(written);
    assert.deepEqual(reasonsOf(observed), ["node_missing", "number_invalid"]);
    assert.ok(Array.isArray(observed) && observed.length === 3);
    assert.deepEqual(observed[1], idleSample);
  });

  it("are refused whole where they cannot be read", () => {
    for (const [bytes, reason] of [
      [Buffer.alloc(0), "empty"],
      [Buffer.alloc(maxBytes + 1, "x"), "too_large"],
      [Buffer.from("{"), "malformed"],
      [Buffer.from([0x0a, 0xff]), "malformed"],
    ] as const) {
      assert.deepEqual(reasonsOf(metrics.decode(bytes)), [reason]);
    }
  });

  it("have times in range, whatever they claim", () => {
    const times = [-5, 0, 1.5e300].map((claimed) => {
      const observed = metrics.decode(encodeRemoteWrite1([{ labels: cpu, samples: [{ value: 1, time: claimed }] }]));
      return observed instanceof Rejection ? observed.reason : observed.map((one) => "time" in one && one.time);
    });
    assert.ok(
      times.flat().every((one) => Number.isSafeInteger(one) && Number(one) >= 0),
      String(times),
    );
  });
});

describe("records of Tetragon", () => {
  const process = {
    exec_id: "x",
    pid: 7,
    uid: 0,
    binary: "/tmp/x",
    arguments: "-a",
    pod: { namespace: "n", name: "p", container: { id: "containerd://abc", image: { name: "etcd:3.4" } } },
  };
  const acting = { pid: 7, uid: 0, binary: "/tmp/x", arguments: "-a", containerId: "abc", image: "etcd:3.4" };
  const seen = { sensor: "tetragon", node: "worker-1", time };
  const read = (event: object) =>
    tetragon.decode(Buffer.from(JSON.stringify({ node_name: "worker-1", time: "2026-11-22T07:00:00Z", ...event })));
  const kprobe = (name: string, args: readonly object[]) => ({
    process_kprobe: { process, function_name: name, args },
  });

  it("are executions, connections, losses, and else signs of life", () => {
    const socket = { sock_arg: { daddr: "10.0.0.9", dport: 3333 } };
    const cases: readonly (readonly [object, object])[] = [
      [{ process_exec: { process } }, { kind: "exec", process: acting }],
      [{ process_exec: { process: { ...process, flags: "procFS auid" } } }, { kind: "alive" }],
      [{ process_exit: { process } }, { kind: "alive" }],
      [kprobe("tcp_connect", [socket]), { kind: "connect", process: acting, address: "10.0.0.9", port: 3333 }],
      [kprobe("tcp_close", [socket]), { kind: "alive" }],
      [kprobe("tcp_connect", []), { kind: "alive" }],
      [{ process_throttle: { type: "THROTTLE_START" } }, { kind: "loss", loss: "throttle_start", count: 0 }],
      [{ process_throttle: { type: "THROTTLE_STOP" } }, { kind: "loss", loss: "throttle_end", count: 0 }],
      [{ rate_limit_info: { number_of_dropped_process_events: "42" } }, { kind: "loss", loss: "dropped", count: 42 }],
      [{ process_loader: { process } }, { kind: "alive" }],
    ];
    for (const [event, expected] of cases) assert.deepEqual(read(event), [{ ...seen, ...expected }]);
  });

  it("have texts of one line and 256 characters", () => {
    const long = `/tmp/\u001b[31m\n\u202e${"é".repeat(300)}`;
    const [observed] = [read({ process_exec: { process: { ...process, binary: long } } })].flat();
    assert.ok(observed !== undefined && "kind" in observed && observed.kind === "exec");
    assert.equal(observed.process.binary, `/tmp/ [31m  ${"é".repeat(244)}`);
    assert.equal(cleanText("a\ud83d"), "a ");
    assert.equal(cleanText("zoë 🦊"), "zoë 🦊");
  });

  it("are refused where they say no node", () => {
    assert.deepEqual(reasonsOf(read({ node_name: "", process_exec: { process } })), ["node_missing"]);
  });
});

describe("eBPF events", () => {
  const encode = (event: pb.EbpfEvent.$Properties) =>
    Buffer.from(
      pb.EbpfEvent.encode({
        pid: 7,
        uid: 0,
        comm: "nc",
        nodeName: "worker-1",
        containerId: "abc",
        containerImage: "etcd:3.4",
        timestampUnixMs: time,
        ...event,
      }).finish(),
    );
  const acting = { pid: 7, uid: 0, arguments: "", containerId: "abc", image: "etcd:3.4" };
  const seen = { sensor: "ebpf", node: "worker-1", time };

  it("are executions and connections, tried ones too, and else signs of life", () => {
    const cases: readonly (readonly [pb.EbpfEvent.$Properties, object])[] = [
      [
        { eventType: "execve", snoop: { filename: "/dev/shm/x", returnCode: 0 } },
        { kind: "exec", process: { ...acting, binary: "/dev/shm/x" } },
      ],
      [{ eventType: "execve", snoop: { filename: "/nowhere", returnCode: -2 } }, { kind: "alive" }],
      [{ eventType: "open", snoop: { filename: "/dev/shm/x", returnCode: 3 } }, { kind: "alive" }],
      [
        { eventType: "connect", network: { daddrv4: "10.0.0.9", dport: "3333", returnCode: -115 } },
        { kind: "connect", process: { ...acting, binary: "nc" }, address: "10.0.0.9", port: 3333 },
      ],
      [
        { eventType: "connect", network: { daddrv6: "2001:db8::1", dport: "no port" } },
        { kind: "connect", process: { ...acting, binary: "nc" }, address: "2001:db8::1", port: 0 },
      ],
      [{ eventType: "accept", network: { daddrv4: "10.0.0.9", dport: "3333" } }, { kind: "alive" }],
      [{ eventType: "resource", resource: {} }, { kind: "alive" }],
    ];
    for (const [event, expected] of cases) assert.deepEqual(ebpf.decode(encode(event)), { ...seen, ...expected });
  });

  it("are refused where they are none, too large, or of no node", () => {
    for (const [bytes, reason] of [
      [Buffer.alloc(0), "empty"],
      [Buffer.from([0xff]), "malformed"],
      [Buffer.alloc(maxBytes + 1), "too_large"],
      [encode({ nodeName: "" }), "node_missing"],
    ] as const) {
      assert.deepEqual(reasonsOf(ebpf.decode(bytes)), [reason]);
    }
  });
});

describe("anomalies of containers", () => {
  it("are observations of their node", () => {
    const anomaly = {
      id: "resource-per-container/resource/3/9",
      detector: "resource-per-container",
      model: "hst",
      profile: "river",
      container: { image: "", id: "abc" },
      node: "worker-1",
      score: 0.9,
      threshold: 0.8,
      severity: "high",
      time,
      process: { pid: 1, ppid: 0, comm: "x", user: "root", uid: 0, gid: 0 },
      reasons: [{ feature: "cpu_ns", value: 1, usualLow: 0, usualHigh: 0.5, share: 1 }],
      source: { topic: "resource", partition: 3, offset: 9 },
    } as const;
    assert.deepEqual(anomalyObservation(anomaly), {
      sensor: "containers",
      kind: "anomaly",
      node: "worker-1",
      time,
      id: anomaly.id,
      detector: "resource-per-container",
      severity: "high",
      score: 0.9,
      container: "abc",
      because: "cpu_ns",
    });
    assert.equal(anomalyObservation({ ...anomaly, container: undefined, reasons: [] }).container, "");
  });
});

describe(`garbage (PICKET_TEST_SEED=${seed})`, () => {
  it("is refused or read, and what is read can be forwarded", () => {
    const random = new Random(seed);
    const decoder = observationDecoder();
    const records = [
      encodeAdapterSample(cpu, { value: 12.5, time }),
      encodeRemoteWrite1([{ labels: received, samples: [{ value: 7, time }] }]),
      Buffer.from(
        '{"process_exec":{"process":{"pid":7,"binary":"/bin/x"}},"node_name":"n","time":"2026-11-22T07:00:00Z"}',
      ),
    ];
    let read = 0;
    for (let trial = 0; trial < 6000; trial++) {
      const bytes = Buffer.from(records[trial % records.length]!);
      bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
      for (const one of [metrics.decode(bytes), tetragon.decode(bytes), ebpf.decode(bytes)].flat()) {
        if (one instanceof Rejection) continue;
        read += 1;
        const forwarded = decoder.decode(encodeObservation(one));
        assert.deepEqual(Object.assign({ node: one.node }, forwarded), one);
      }
    }
    assert.ok(read > 500, `${read} read`);
  });
});
