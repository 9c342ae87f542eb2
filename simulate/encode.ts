/** A simulated event as the bytes that a fleet's agents would have written. */

import { encodeEvent } from "../sources/ebpf/encode.ts";
import type { SimulatedEvent } from "./simulation.ts";

export function encodeSimulated({ kind, time, container, process, resource, syscalls }: SimulatedEvent): Buffer {
  return encodeEvent({
    pid: process.pid,
    ppid: process.ppid,
    uid: process.uid,
    gid: process.uid,
    comm: process.comm,
    user: process.user,
    nodeName: container.node,
    containerId: container.id,
    containerImage: container.image,
    time,
    ...(kind === "resource" ? { resource } : { syscalls }),
  });
}
