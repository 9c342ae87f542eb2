/** Builds the bytes of an EbpfEvent from plain values, as the eBPF agents write them: for simulated fleets and for tests. */

import { pb } from "../../proto/generated/messages.js";
import { resourceFeatures } from "./event.ts";

/** What is left out stays at the default of its type. */
export interface PlainEvent {
  readonly pid?: number;
  readonly ppid?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly comm?: string;
  readonly user?: string;
  readonly nodeName?: string;
  readonly containerId?: string;
  readonly containerImage?: string;
  /** Ms since the epoch. */
  readonly time?: number;
  /** In `resourceFeatures` order; makes it a resource event. */
  readonly resource?: ArrayLike<number>;
  /** Counts by syscall number, in the order of the JSON; makes it a syscall-frequency event. */
  readonly syscalls?: Iterable<readonly [number: number, count: number]>;
}

export function encodeEvent(event: PlainEvent): Buffer {
  const { time, resource, syscalls, ...rest } = event;
  const message: pb.EbpfEvent.$Properties = { ...rest };
  if (time !== undefined) message.timestampUnixMs = time;
  if (resource !== undefined) {
    message.eventType = "resource";
    message.resource = resourceMessage(resource);
  }
  if (syscalls !== undefined) {
    message.eventType = "syscall_freq_agg";
    const entries = Array.from(syscalls, ([number, count]) => `"${number}":${count}`);
    message.syscallFreqAgg = { vectorJson: `{${entries.join(",")}}` };
  }
  return toBuffer(pb.EbpfEvent.encode(message).finish());
}

const messageFields: Record<(typeof resourceFeatures)[number], keyof pb.ResourceEvent.$Properties> = {
  bytes_read: "BytesRead",
  bytes_written: "BytesWritten",
  cpu_ns: "CpuNs",
  kernel_faults: "KernelFaults",
  user_faults: "UserFaults",
  vm_brk_grow_bytes: "VmBrkGrowBytes",
  vm_brk_shrink_bytes: "VmBrkShrinkBytes",
  vm_mmap_bytes: "VmMmapBytes",
  vm_munmap_bytes: "VmMunmapBytes",
};

function resourceMessage(values: ArrayLike<number>): pb.ResourceEvent.$Properties {
  return Object.fromEntries(resourceFeatures.map((feature, index) => [messageFields[feature], values[index] ?? 0]));
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
