/** What people see of the events that travel through the internal topics of nodes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { observationView, windowView } from "../../console/tail/event-view.ts";
import { encodeObservation } from "../../nodes/observation-codec.ts";
import { encodeWindow } from "../../nodes/window-codec.ts";
import { alive, anomaly, connect, exec, sample } from "../nodes/windows/observations.ts";
import { Run } from "../nodes/windows/run.ts";

describe("events of internal topics", () => {
  it("are told in words where they are observations of nodes", () => {
    const texts = [
      sample("cpu", "0/idle", 1, 12.5),
      sample("network_receive", "eth0", 1, "stale"),
      exec(1, "/tmp/x\u001b[31m"),
      connect(1, 3333),
      anomaly(1, "high", "etcd:3.4"),
      alive(1, "ebpf"),
    ].map((observation) => observationView.text(encodeObservation(observation)));
    assert.deepEqual(texts.slice(0, 2), ["metrics: cpu 0/idle 12.5", "metrics: network_receive eth0 ends"]);
    assert.match(texts[2]!, /^tetragon: executed \/tmp\/x.*\[31m$/);
    assert.ok(!texts[2]!.includes("\u001b"));
    assert.deepEqual(texts.slice(3), [
      "tetragon: /usr/bin/nc connected to 10.0.0.9 port 3333",
      "containers: high anomaly of etcd:3.4",
      "ebpf: alive",
    ]);
    // Whose they are says the key, which is told beside them.
    const { node: _node, ...event } = alive(1);
    assert.deepEqual(observationView.json(encodeObservation(event)), { event });
  });

  it("are told in words where they are windows", () => {
    const run = new Run();
    run.observe(exec(1, "/dev/shm/x", { uid: 0 }));
    run.observe(exec(20, "/bin/a"));
    const [early, whole] = run.windows.map((window) => encodeWindow(window));
    assert.match(
      windowView.text(early!),
      /^window of worker-1 from .*, early: exec_count 1, unique_process_count 1, exec_from_dev_shm 1, exec_from_dev_shm, exec_from_dev_shm_by_root$/,
    );
    assert.match(windowView.text(whole!), /^window of worker-1 from [^,]*: exec_count 1/);
    assert.partialDeepStrictEqual(windowView.json(whole!), {
      event: { node: "worker-1", isEarly: false, features: { exec_count: 1, exec_from_tmp: 0 } },
    });
  });

  it("show as bytes where they are neither", () => {
    for (const view of [observationView, windowView]) {
      assert.equal(view.text(Buffer.from("no")), "2 bytes");
      assert.deepEqual(view.json(Buffer.from("no")), { bytes: "bm8=" });
    }
  });
});
