/** A node's metrics as node_exporter names them, in what prometheus-kafka-adapter or a remote-write sender makes of them. */

import { rfc3339 } from "../../proto/codecs/timestamp.ts";
import { encodeRemoteWrite1 } from "../../sources/prometheus/encode.ts";
import type { SimulatedNode } from "./fleet.ts";
import { cpuModes, type Machine } from "./machine.ts";
import type { Slab } from "./slab.ts";

/** What a scrape of one node gives: `adapter`, a record for each sample; `remote-write`, one record of them all. */
export type MetricsForm = "adapter" | "remote-write";

/** Writes a scrape at `time` (ms since the epoch) as the values of records. */
export type WriteScrape = (machine: Machine, time: number) => readonly Buffer[];

export function scrapeWriter(
  node: SimulatedNode,
  form: MetricsForm,
  { texts, slab }: { texts: SecondTexts; slab: Slab },
): WriteScrape {
  const series = seriesOf(node);
  if (form === "remote-write") {
    return (machine, time) => [
      encodeRemoteWrite1(series.map(({ labels, value }) => ({ labels, samples: [{ value: value(machine), time }] }))),
    ];
  }
  const written = series.map(({ labels, value }) => {
    const rest = `","name":${JSON.stringify(labels.__name__)},"labels":${JSON.stringify(labels)}}`;
    return { rest: Buffer.from(rest), value };
  });
  return (machine, time) => {
    const start = `{"timestamp":"${texts.of(time)}Z","value":"`;
    return written.map(({ rest, value }) => slab.line(start, String(value(machine)), rest, ""));
  };
}

/** RFC 3339 up to the seconds, made once for each second: a fleet writes thousands of records in one. */
export class SecondTexts {
  #second = NaN;
  #text = "";

  /** @returns e.g. `2026-01-01T00:00:00`. */
  of(time: number): string {
    const second = Math.floor(time / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = rfc3339(second * 1000).slice(0, -1);
    }
    return this.#text;
  }
}

interface Series {
  readonly labels: Readonly<Record<string, string>> & { readonly __name__: string };
  readonly value: (machine: Machine) => number;
}

function seriesOf(node: SimulatedNode): readonly Series[] {
  const series = (name: string, own: Readonly<Record<string, string>>, value: Series["value"]): Series => {
    const target = {
      instance: `${node.address}:9100`,
      job: "node-exporter",
      node: node.name,
      nodepool: node.group.name,
      zone: node.zone,
    };
    return { labels: sorted({ __name__: name, ...own, ...target }), value };
  };
  const cpus = Array.from({ length: node.cpus }, (_, cpu) =>
    cpuModes.map((mode, index) =>
      series("node_cpu_seconds_total", { cpu: String(cpu), mode }, ({ cpuSeconds }) =>
        hundredths(cpuSeconds[cpu * cpuModes.length + index] ?? 0),
      ),
    ),
  );
  const disk = { device: "/dev/nvme0n1p1", fstype: "ext4", mountpoint: "/" };
  return [
    ...cpus.flat(),
    series("node_filesystem_avail_bytes", disk, (machine) => page(machine.diskAvailable)),
    series("node_filesystem_size_bytes", disk, () => node.disk),
    series("node_memory_MemAvailable_bytes", {}, (machine) => page(machine.memoryAvailable)),
    series("node_memory_MemTotal_bytes", {}, () => node.memory),
    series("node_network_receive_bytes_total", { device: "eth0" }, (machine) => Math.floor(machine.received)),
    series("node_network_transmit_bytes_total", { device: "eth0" }, (machine) => Math.floor(machine.sent)),
  ];
}

/** By name, as Prometheus keeps labels. */
function sorted(labels: Series["labels"]): Series["labels"] {
  return {
    __name__: labels.__name__,
    ...Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The kernel counts CPU time in hundredths of a second. */
function hundredths(seconds: number): number {
  return Math.floor(seconds * 100) / 100;
}

function page(bytes: number): number {
  return Math.floor(bytes / 4096) * 4096;
}
