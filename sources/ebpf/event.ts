/** An eBPF event as the hot path reads it: key, time and features taken from the bytes, the rest decoded only on demand. */

/** The features of the resource models in the order that River's trees saw them (sorted names). */
export const resourceFeatures = [
  "bytes_read",
  "bytes_written",
  "cpu_ns",
  "kernel_faults",
  "user_faults",
  "vm_brk_grow_bytes",
  "vm_brk_shrink_bytes",
  "vm_mmap_bytes",
  "vm_munmap_bytes",
] as const;

/** Syscall numbers from this one on are ignored. */
export const syscallCount = 500;

/** A sparse syscall-frequency vector: `length` pairs, numbers strictly ascending and below `syscallCount`. */
export interface SyscallCounts {
  readonly length: number;
  readonly numbers: Uint16Array;
  readonly counts: Float64Array;
}

/** The process that an event is about, for the anomaly; decoded from the bytes only when someone asks. */
export interface ProcessFacts {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
}

/** Valid until the next call of the decoder that made it: decoders reuse one event, one feature array, one vector. */
export interface EbpfEvent {
  readonly kind: "resource" | "syscalls" | "other";
  readonly containerImage: string;
  readonly containerId: string;
  readonly nodeName: string;
  /** Event time in ms since the epoch; 0 where the event carries none. */
  readonly time: number;
  /** In `resourceFeatures` order; meaningful for `resource` only. */
  readonly resource: Float64Array;
  /** Meaningful for `syscalls` only. */
  readonly syscalls: SyscallCounts;
  /** @returns facts decoded anew from the bytes at each call. */
  process(): ProcessFacts;
}
