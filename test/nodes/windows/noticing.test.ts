/** What windows count and notice of processes, connections, containers and the sensors themselves. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeOf } from "../../../nodes/windows/place.ts";
import type { LossObservation, OfNode } from "../../../nodes/observation.ts";
import { alive, anomaly, at, connect, exec } from "./observations.ts";
import { feature, Run } from "./run.ts";

/** Closes the window that begins at 0. */
function close(run: Run): void {
  run.observe(alive(20));
  run.observe(alive(20, "ebpf"));
  run.observe(alive(20, "containers"));
}

describe("what windows notice", () => {
  it("counts what two sensors both see once: the larger count", () => {
    const run = new Run();
    for (const binary of ["/bin/a", "/bin/b", "/tmp/x"]) run.observe(exec(1, binary));
    for (const binary of ["/bin/a", "/bin/a", "/bin/a", "/bin/b"]) run.observe(exec(2, binary, { sensor: "ebpf" }));
    run.observe(connect(3, 3333));
    run.observe(connect(3, 3333, "ebpf"));
    run.observe(connect(3, 443));
    close(run);
    const [window] = run.closed;
    assert.deepEqual(
      (["exec_count", "unique_process_count", "exec_from_tmp", "suspicious_port_connections"] as const).map((name) =>
        feature(window, name),
      ),
      [4, 3, 1, 1],
    );
  });

  it("tells binaries apart up to 256", () => {
    for (const [binaries, told] of [
      [255, 255],
      [256, 256],
      [5000, 256],
    ] as const) {
      const run = new Run();
      for (let index = 0; index < 2 * binaries; index++) run.observe(exec(1, `/bin/${index % binaries}`));
      close(run);
      assert.equal(feature(run.closed[0], "unique_process_count"), told);
      assert.equal(feature(run.closed[0], "exec_count"), 2 * binaries);
    }
  });

  it("knows where everyone may write, however the path is written", () => {
    for (const path of ["/tmp/x", "/tmp/.a/b", "/var/tmp/x", "//tmp/x", "/usr/../tmp/x", "/./tmp/x"]) {
      assert.equal(placeOf(path), "tmp", path);
    }
    for (const path of ["/dev/shm/x", "/dev/./shm/x", "/run/shm/x"]) assert.equal(placeOf(path), "dev_shm", path);
    for (const path of ["", "tmp/x", "/tmp", "/tmp/../bin/ls", "/home/tmp/x", "/tmpfs/x", "/dev/shmem/x", "./tmp/x"]) {
      assert.equal(placeOf(path), undefined, path);
    }
  });

  it("sends what may not wait at once: an early window for each new indicator, and the whole later", () => {
    const run = new Run();
    const trace = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
    run.observe(exec(1, "/usr/bin/ls"));
    run.observe(exec(2, "/dev/shm/x", { uid: 1000 }), { topic: "tetragon", trace });
    run.observe(exec(3, "/dev/shm/x", { uid: 1000 }));
    run.observe(exec(3, "/dev/shm/x", { uid: 0 }));
    run.observe(exec(4, "/dev/shm/y", { uid: 0 }));
    run.observe(exec(11, "/dev/shm/x", { uid: 1000 }));
    close(run);
    assert.deepEqual(
      run.windows.map(({ isEarly, start, indicators }) => [isEarly, (start - at(0)) / 1000, indicators]),
      [
        [true, 0, ["exec_from_dev_shm"]],
        [true, 0, ["exec_from_dev_shm", "exec_from_dev_shm_by_root"]],
        [true, 10, ["exec_from_dev_shm"]],
        [false, 0, ["exec_from_dev_shm", "exec_from_dev_shm_by_root"]],
      ],
    );
    assert.deepEqual(run.traces[0], trace);
    assert.equal(feature(run.windows[0], "exec_count"), 2);
    assert.equal(feature(run.closed[0], "exec_from_dev_shm"), 4);
  });

  it("keeps traces that a person can look up, the weightiest first, each once", () => {
    const run = new Run();
    for (let times = 0; times < 3; times++) run.observe(exec(1, "/tmp/x", { uid: 1000 }), { topic: "tetragon" });
    run.observe(connect(2, 4444));
    run.observe(anomaly(3, "critical", "etcd:3.4"), { topic: "resource" });
    close(run);
    assert.deepEqual(
      run.closed[0]?.traces.map(({ kind, what, id, source, summary, time }) => [kind, what, id, source, summary, time]),
      [
        [
          "container-anomaly",
          "container_anomaly_critical",
          "resource-per-container/resource/0/3",
          { topic: "resource", partition: 0, offset: 4 },
          "resource-per-container found etcd:3.4 anomalous, mostly by cpu_ns",
          at(3),
        ],
        [
          "process-behaviour",
          "suspicious_port_connection",
          "tetragon/0/3",
          { topic: "tetragon", partition: 0, offset: 3 },
          "/usr/bin/nc connected to 10.0.0.9:4444 as root in etcd:3.4",
          at(2),
        ],
        [
          "process-behaviour",
          "exec_from_tmp",
          "tetragon/0/0",
          { topic: "tetragon", partition: 0, offset: 0 },
          "executed /tmp/x as user 1000 in etcd:3.4",
          at(1),
        ],
      ],
    );
  });

  it("keeps 16 traces, and the weighty ones among thousands", () => {
    const run = new Run();
    for (let index = 0; index < 1000; index++) run.observe(exec(1, `/tmp/${index}`, { uid: 1000 }));
    run.observe(exec(1, "/dev/shm/x", { uid: 0 }));
    close(run);
    const traces = run.closed[0]?.traces ?? [];
    assert.equal(traces.length, 16);
    assert.equal(traces[0]?.summary, "executed /dev/shm/x as root in etcd:3.4");
  });

  it("counts anomalies by severity, and names different containers with grave ones", () => {
    const run = new Run();
    run.observe(alive(0));
    for (const [severity, container] of [
      ["low", "b"],
      ["high", "a"],
      ["high", "b"],
      ["high", "b"],
      ["medium", "c"],
      ["critical", ""],
    ] as const) {
      run.observe(anomaly(1, severity, container));
    }
    close(run);
    const [window] = run.closed;
    assert.deepEqual([...(window?.features.subarray(9) ?? [])], [1, 1, 3, 1]);
    assert.deepEqual(window?.anomalousContainers, ["a", "b"]);
  });

  it("counts evidence that comes late where there is still room, with its own time", () => {
    const run = new Run();
    run.observe(exec(0, "/bin/a"));
    run.observe(exec(100, "/bin/a"));
    run.observe(exec(3, "/dev/shm/x", { uid: 0 }));
    run.observe(exec(200, "/bin/a"));
    const told = run.closed.find(({ indicators }) => indicators.length > 0);
    assert.equal(told?.start, at(90));
    assert.equal(told.late, 1);
    assert.equal(told.traces[0]?.time, at(3));
    assert.equal(feature(told, "exec_from_dev_shm"), 1);
  });

  it("says which features are missing, and does not miss those of sensors that the node never had", () => {
    const run = new Run();
    run.observe(alive(0, "containers"));
    run.observe(alive(30, "containers"));
    assert.ok(Number.isNaN(feature(run.closed[0], "exec_count")) && Number.isNaN(feature(run.closed[0], "avg_cpu")));
    assert.deepEqual(run.closed[0]?.missing, []);
    assert.equal(feature(run.closed[0], "container_anomalies_low"), 0);
  });

  it("tells what sensors lost, and for how long they were throttled", () => {
    const loss = (seconds: number, told: LossObservation["loss"], count = 0): LossObservation & OfNode => {
      return { sensor: "tetragon", kind: "loss", node: "worker-1", time: at(seconds), loss: told, count };
    };
    const run = new Run();
    run.observe(alive(0));
    run.observe(loss(1, "dropped", 40));
    run.observe(loss(2, "dropped", 2));
    run.observe(loss(12, "throttle_start"));
    run.observe(loss(35, "throttle_end"));
    for (const seconds of [15, 25, 35, 45, 60]) run.observe(alive(seconds));
    assert.deepEqual(
      run.closed.map(({ sensors: [report] }) => [report?.lost, report?.isThrottled]),
      [
        [42, false],
        [0, true],
        [0, true],
        [0, true],
        [0, false],
      ],
    );
  });

  it("puts a node into the group of the first pattern that matches its name", () => {
    for (const [node, group] of [
      ["web-7", "web"],
      ["db-1", "all"],
    ] as const) {
      const run = new Run(node);
      run.observe(alive(0));
      run.observe(alive(30));
      assert.deepEqual([run.closed[0]?.node, run.closed[0]?.group], [node, group]);
    }
  });
});
