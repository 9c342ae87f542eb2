/** Executed files and connections as the eBPF agents tell of them: `snoop` and `network` events, a second sensor beside Tetragon. */

import { pb } from "../../proto/generated/messages.js";
import type { Service } from "./process.ts";
import type { RunningProcess } from "./tetragon.ts";

export function snoopEvent(process: RunningProcess, time: number): Buffer {
  return encode(process, time, { eventType: "execve", snoop: { filename: process.binary, returnCode: 0 } });
}

/** @param failed whether it timed out. */
export function networkEvent(process: RunningProcess, service: Service, failed: boolean, time: number): Buffer {
  const network = {
    returnCode: failed ? timedOut : 0,
    daddrv4: service.address,
    dport: String(service.port),
    saFamily: "AF_INET",
  };
  return encode(process, time, { eventType: "connect", network });
}

/** `-ETIMEDOUT` of Linux. */
const timedOut = -110;
const longestComm = 15;

function encode(process: RunningProcess, time: number, payload: pb.EbpfEvent.$Properties): Buffer {
  const { container, pid, uid, binary } = process;
  const bytes = pb.EbpfEvent.encode({
    pid,
    ppid: container.pid,
    uid,
    gid: uid,
    comm: binary.slice(binary.lastIndexOf("/") + 1).slice(0, longestComm),
    user: uid === 0 ? "root" : container.profile.process.user,
    nodeName: container.node,
    containerId: container.id,
    containerImage: container.image,
    timestampUnixMs: time,
    ...payload,
  }).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
