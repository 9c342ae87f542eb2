/** Draws the measurements of one reporting interval around what is typical, correlated as real ones are. */

import { resourceFeatures } from "../sources/ebpf/event.ts";
import { syscallNumber } from "../sources/ebpf/syscall-names.ts";
import type { ResourceFeature, ResourceHabits, SyscallHabits } from "./profile.ts";
import type { Random } from "./random.ts";

/** Habits with every name looked up once, since a draw happens for every event. */
export interface Habits {
  /** Medians in `resourceFeatures` order. */
  readonly resource: Float64Array;
  readonly syscalls: readonly { readonly number: number; readonly typical: number }[];
}

interface Doing {
  readonly resource: ResourceHabits;
  readonly syscalls: SyscallHabits;
}

/** What a profile or an attack does in an interval, its system calls ascending by number, as the syscall vectors are written. */
export function habits(of: Doing): Habits {
  let found = lookedUp.get(of);
  if (found === undefined) {
    found = {
      resource: Float64Array.from(resourceFeatures, (feature) => of.resource[feature] ?? 0),
      syscalls: Object.entries(of.syscalls)
        .map(([name, typical]) => ({ number: known(name), typical }))
        .sort((a, b) => a.number - b.number),
    };
    lookedUp.set(of, found);
  }
  return found;
}

/** Once for all the containers that share them: a fleet has many. */
const lookedUp = new WeakMap<Doing, Habits>();

/**
 * Adds one interval's resource use to `into` (in `resourceFeatures` order; whole numbers).
 *
 * `load` is work done, as a multiple of the ordinary. Transfers and CPU time follow it; what memory does follows it less, has a
 * mood of its own that its five features share, and rests in some intervals altogether.
 */
export function measureResource(typical: Float64Array, load: number, random: Random, into: Float64Array): void {
  const churn = random.chance(memoryRests) ? 0 : Math.sqrt(load) * random.factor(0.35);
  for (const [index, { memory, spread }] of traits.entries()) {
    const median = typical[index] ?? 0;
    if (median > 0)
      into[index] = (into[index] ?? 0) + Math.round(median * (memory ? churn : load) * random.factor(spread));
  }
}

/** Adds one interval's counts to `into`, syscall number to count; numbers whose count comes out as 0 stay away. */
export function measureSyscalls(
  typical: Habits["syscalls"],
  load: number,
  random: Random,
  into: Map<number, number>,
): void {
  for (const { number, typical: median } of typical) {
    const count = Math.round(median * load * random.factor(0.2));
    if (count > 0) into.set(number, (into.get(number) ?? 0) + count);
  }
}

const memoryRests = 0.15;

const spreads: Readonly<Record<ResourceFeature, number>> = {
  bytes_read: 0.25,
  bytes_written: 0.22,
  cpu_ns: 0.12,
  kernel_faults: 0.3,
  user_faults: 0.2,
  vm_brk_grow_bytes: 0.3,
  vm_brk_shrink_bytes: 0.3,
  vm_mmap_bytes: 0.25,
  vm_munmap_bytes: 0.25,
};

const traits = resourceFeatures.map((feature) => ({
  memory: feature.startsWith("vm_") || feature.endsWith("_faults"),
  spread: spreads[feature],
}));

function known(name: string): number {
  const number = syscallNumber(name);
  if (number === undefined) throw new TypeError(`No system call is named ${name}`);
  return number;
}
