/** A node's metrics as node_exporter names them, in what prometheus-kafka-adapter or a remote-write sender makes of them. */

import { rfc3339 } from "../../proto/codecs/timestamp.ts";
import { encodeRemoteWrite1 } from "../../sources/prometheus/encode.ts";
import type { SimulatedNode } from "./fleet.ts";
import { cpuModes, type Machine } from "./machine.ts";
import type { Slab } from "./slab.ts";

/** What a scrape of one node gives: `adapter`, a record for each sample; `remote-write`, one record of them all. */
export type MetricsForm = "adapter" | "remote-write";

/** Writes a scrape at `time` (ms since the epoch) as the values of records. One for a whole fleet. */
export type WriteScrape = (machine: Machine, time: number) => readonly Buffer[];

export function scrapeWriter(cpus: number, form: MetricsForm, use: { texts: SecondTexts; slab: Slab }): WriteScrape {
  return form === "adapter" ? adapterWriter(seriesOf(cpus), use) : remoteWriter(seriesOf(cpus));
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

/** What differs between nodes is put into texts that are the same for all: a fleet has more series than fit in a cache. */
function adapterWriter(series: readonly Series[], { texts, slab }: { texts: SecondTexts; slab: Slab }): WriteScrape {
  const anywhere = { instance: gap, node: gap, nodepool: gap, zone: gap };
  const written = series.map((one) => {
    const labels = JSON.stringify(labelsOf(one, anywhere));
    const [start = "", middle = ""] = `","name":"${one.name}","labels":${labels}}`.split(gap);
    return { start, middle, value: one.value };
  });
  return (machine, time) => {
    const { instance, node, nodepool, zone } = targetOf(machine.node);
    const head = `{"timestamp":"${texts.of(time)}Z","value":"`;
    const tail = `${node}","nodepool":"${nodepool}","zone":"${zone}"}}`;
    return written.map(({ start, middle, value }) =>
      slab.text(`${head}${value(machine)}${start}${instance}${middle}${tail}`),
    );
  };
}

const gap = "%";

function remoteWriter(series: readonly Series[]): WriteScrape {
  return (machine, time) => {
    const target = targetOf(machine.node);
    return [
      encodeRemoteWrite1(
        series.map((one) => ({ labels: labelsOf(one, target), samples: [{ value: one.value(machine), time }] })),
      ),
    ];
  };
}

interface Series {
  readonly name: string;
  /** Its own labels, by where they are among the others by name: before `instance`, or after `job`. */
  readonly early?: Readonly<Record<string, string>>;
  readonly late?: Readonly<Record<string, string>>;
  readonly value: (machine: Machine) => number;
}

/** Of each node with so many CPUs. */
function seriesOf(cpus: number): readonly Series[] {
  const time = (cpu: number, mode: number): Series => ({
    name: "node_cpu_seconds_total",
    early: { cpu: String(cpu) },
    late: { mode: cpuModes[mode] ?? "" },
    value: ({ cpuSeconds }) => hundredths(cpuSeconds[cpu * cpuModes.length + mode] ?? 0),
  });
  const disk = { early: { device: "/dev/nvme0n1p1", fstype: "ext4" }, late: { mountpoint: "/" } };
  const network = { early: { device: "eth0" } };
  return [
    ...Array.from({ length: cpus }, (_, cpu) => cpuModes.map((_, mode) => time(cpu, mode))).flat(),
    { name: "node_filesystem_avail_bytes", ...disk, value: (machine) => page(machine.diskAvailable) },
    { name: "node_filesystem_size_bytes", ...disk, value: (machine) => machine.node.disk },
    { name: "node_memory_MemAvailable_bytes", value: (machine) => page(machine.memoryAvailable) },
    { name: "node_memory_MemTotal_bytes", value: (machine) => machine.node.memory },
    { name: "node_network_receive_bytes_total", ...network, value: (machine) => Math.floor(machine.received) },
    { name: "node_network_transmit_bytes_total", ...network, value: (machine) => Math.floor(machine.sent) },
  ];
}

interface Target {
  readonly instance: string;
  readonly node: string;
  readonly nodepool: string;
  readonly zone: string;
}

function targetOf(node: SimulatedNode): Target {
  return { instance: `${node.address}:9100`, node: node.name, nodepool: node.group.name, zone: node.zone };
}

/** By name, as Prometheus keeps labels. */
function labelsOf({ name, early, late }: Series, target: Target): Readonly<Record<string, string>> {
  const { instance, node, nodepool, zone } = target;
  return { __name__: name, ...early, instance, job: "node-exporter", ...late, node, nodepool, zone };
}

/** The kernel counts CPU time in hundredths of a second. */
function hundredths(seconds: number): number {
  return Math.floor(seconds * 100) / 100;
}

function page(bytes: number): number {
  return Math.floor(bytes / 4096) * 4096;
}
