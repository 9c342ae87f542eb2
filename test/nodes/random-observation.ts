/** Observations by chance: of every kind, plausible enough to meet every branch of the windows. */

import { metricFamilies, type NamedObservation, processSensors, sensors } from "../../nodes/observation.ts";
import type { Random } from "../../simulate/random.ts";

/** What is remembered for a while, and what is not. */
const commandLines = [
  "-n 7",
  "-o .upd http://198.51.100.7/x",
  "http://a.example/x",
  '-c "tar cz - /etc | cat"',
  "/tmp/x",
] as const;
const binaries = [
  "/usr/bin/curl",
  "/bin/sh",
  "/tmp/.upd",
  "/var/tmp/a b",
  "/dev/shm/x",
  "",
  "nginx",
  "/tmp/../bin/ls",
] as const;

const kinds = ["sample", "sample", "exec", "exec", "connect", "alive", "loss", "anomaly"] as const;
const losses = ["dropped", "throttle_start", "throttle_end"] as const;
const severities = ["low", "medium", "high", "critical"] as const;

/** @param time ms since the epoch. */
export function randomObservation(random: Random, time: number): NamedObservation {
  const observed = { node: `worker-${random.integer(1, 3)}`, time };
  const sensor = random.pick(sensors);
  const process = {
    pid: random.chance(0.9) ? random.integer(1, 4_000_000) : undefined,
    uid: random.pick([0, 0, 1000, 65_534, undefined]),
    binary: random.pick(binaries),
    arguments: random.chance(0.5) ? random.pick(commandLines) : "",
    containerId: random.chance(0.8) ? "a1b2c3".repeat(5) : "",
    image: random.pick(["nginx:1.22", "etcd:3.4", ""]),
  };
  switch (random.pick(kinds)) {
    case "sample": {
      const value = random.chance(0.03) ? undefined : random.uniform() * 1000 + (time % 1e8) / 10;
      const series = random.pick(["0/idle", "1/idle", "eth0", "eth1", ""]);
      return { sensor: "metrics", kind: "sample", ...observed, family: random.pick(metricFamilies), series, value };
    }
    case "exec":
      return { sensor: random.pick(processSensors), kind: "exec", ...observed, process };
    case "connect": {
      const port = random.pick([443, 443, 443, 3333, 4444, 70_000]);
      return {
        sensor: random.pick(processSensors),
        kind: "connect",
        ...observed,
        process,
        address: random.pick(["10.0.0.1", "2001:db8::1", "198.51.100.7"]),
        port,
      };
    }
    case "alive":
      return { sensor, kind: "alive", ...observed };
    case "loss": {
      const loss = random.pick(losses);
      return { sensor, kind: "loss", ...observed, loss, count: random.integer(0, 1000) };
    }
    case "anomaly":
      return {
        sensor: "containers",
        kind: "anomaly",
        ...observed,
        id: `resource-per-container/resource/0/${random.integer(0, 1e9)}`,
        detector: random.pick(["resource-per-container", "syscall-per-container"]),
        severity: random.pick(severities),
        score: random.uniform(),
        container: random.pick(["nginx:1.22", "etcd:3.4", ""]),
        because: random.pick(["cpu_ns", ""]),
      };
  }
}
