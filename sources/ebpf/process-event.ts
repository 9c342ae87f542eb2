/** Decodes from an EbpfEvent what was executed or connected to (its payloads `snoop` and `network`), for the windows of nodes. */

import { pb } from "../../proto/generated/messages.js";
import { type Decoder, Rejection } from "../../topology/rejection.ts";

interface Happened {
  readonly nodeName: string;
  /** Event time in ms since the epoch; 0 where the event carries none. */
  readonly time: number;
  readonly pid: number;
  readonly uid: number;
  readonly comm: string;
  readonly containerId: string;
  readonly containerImage: string;
}

export type ProcessEvent =
  | (Happened & { readonly kind: "exec"; /** As it was given to execve. */ readonly filename: string })
  | (Happened & { readonly kind: "connect"; readonly address: string; readonly port: number })
  /** A file that was opened, an execve that failed, a connection that was accepted, and all other payloads. */
  | (Happened & { readonly kind: "other" });

/** @param maxBytes longer events are rejected unread. */
export function processEventDecoder(maxBytes: number): Decoder<ProcessEvent> {
  return {
    name: "ebpf-process-event",
    decode(bytes) {
      if (bytes.length === 0) return new Rejection("empty", "no bytes");
      if (bytes.length > maxBytes) {
        return new Rejection("too_large", `${bytes.length} bytes, at most ${maxBytes} are read`);
      }
      const event = parse(bytes);
      return event === undefined
        ? new Rejection("malformed", "not the wire format of an EbpfEvent")
        : processEventOf(event);
    },
  };
}

function processEventOf(event: pb.EbpfEvent): ProcessEvent {
  const { nodeName, pid, uid, comm, containerId, containerImage, eventType, snoop, network } = event;
  const happened = { nodeName, time: Number(event.timestampUnixMs), pid, uid, comm, containerId, containerImage };
  if (snoop && eventType.includes("exec") && Number(snoop.returnCode) >= 0) {
    return { kind: "exec", ...happened, filename: snoop.filename ?? "" };
  }
  if (network && eventType.includes("connect")) {
    return { kind: "connect", ...happened, address: network.daddrv4 || network.daddrv6 || "", port: portOf(network) };
  }
  return { kind: "other", ...happened };
}

/** A connection that failed, or is not made yet, was tried all the same. */
function portOf({ dport }: pb.NetworkEvent.$Properties): number {
  const port = Number(dport);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : 0;
}

function parse(bytes: Buffer): pb.EbpfEvent | undefined {
  try {
    return pb.EbpfEvent.decode(bytes);
  } catch {
    return undefined;
  }
}
