/** Made-up eBPF events for the detectors' tests. */

import { resourceFeatures, type EbpfEvent } from "../../../sources/ebpf/event.ts";
import type { Random } from "../../../simulate/random.ts";

type ResourceFeature = (typeof resourceFeatures)[number];

const nobody = { pid: 1, ppid: 0, comm: "sh", user: "root", uid: 0, gid: 0 };

const blank: EbpfEvent = {
  kind: "other",
  containerImage: "registry.example/shop/api:3.1",
  containerId: "4f1d",
  nodeName: "worker-1",
  time: 1_700_000_000_000,
  resource: new Float64Array(resourceFeatures.length),
  syscalls: { length: 0, numbers: new Uint16Array(), counts: new Float64Array() },
  process: () => nobody,
};

/** Ordinary measurements, around 1000 where there is any, but for those of `special`. */
export function resourceEvent(
  random: Random,
  special: Partial<Record<ResourceFeature, number>> = {},
  time: number = blank.time,
): EbpfEvent {
  const resource = Float64Array.from(
    resourceFeatures,
    (name) => special[name] ?? (name.startsWith("vm_") ? 0 : 1000 * random.factor(0.2)),
  );
  return { ...blank, kind: "resource", time, resource };
}

/** Of some ten ordinary syscalls, and of `special` ones. */
export function syscallEvent(random: Random, special: Readonly<Record<number, number>> = {}): EbpfEvent {
  const counts: Record<number, number> = {};
  for (let i = 0; i < 10; i++) counts[i * 20] = random.integer(0, 2) === 0 ? 0 : random.integer(1, 40);
  Object.assign(counts, special);
  const numbers = Uint16Array.from(Object.keys(counts), Number);
  const syscalls = { length: numbers.length, numbers, counts: Float64Array.from(Object.values(counts)) };
  return { ...blank, kind: "syscalls", syscalls };
}
