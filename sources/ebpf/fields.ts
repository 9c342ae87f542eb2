/** The field numbers of proto/ebpf/event.proto that the hand-written readers go by. */

export const fields = {
  nodeName: 8,
  timestampUnixMs: 16,
  containerId: 17,
  containerImage: 18,
  containerLabels: 19,
  vectorJson: 72,
} as const;

export const payloadFields = {
  snoop: 20,
  network: 21,
  ptrace: 39,
  mmap: 47,
  mount: 53,
  resource: 64,
  sysFreq: 67,
  syscallFreqAgg: 73,
} as const;

export const payloadNames = [
  "snoop",
  "network",
  "ptrace",
  "mmap",
  "mount",
  "resource",
  "sysFreq",
  "syscallFreqAgg",
] as const satisfies readonly PayloadName[];

export type PayloadName = keyof typeof payloadFields;

/** Every field of a resource feature, in `resourceFeatures` order. */
export const resourceFields = [62, 61, 54, 56, 55, 59, 60, 57, 58] as const;
