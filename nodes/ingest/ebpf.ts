/** Reads the eBPF sensors' own events of executions and connections: beside Tetragon a second sensor of the same. */

import { type ProcessEvent, processEventDecoder } from "../../sources/ebpf/process-event.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import type { NamedObservation } from "../observation.ts";
import { cleanText, cleanTime } from "./clean.ts";

/** @param maxBytes longer events are rejected unread. */
export function ebpfObservations(maxBytes: number): Decoder<NamedObservation> {
  const decoder = processEventDecoder(maxBytes);
  return {
    name: "ebpf-observations",
    decode(bytes) {
      const event = decoder.decode(bytes);
      if (event instanceof Rejection) return event;
      return event.nodeName === "" ? new Rejection("node_missing", "node_name is missing") : observationOf(event);
    },
  };
}

function observationOf(event: ProcessEvent): NamedObservation {
  const observed = { sensor: "ebpf", node: cleanText(event.nodeName), time: cleanTime(event.time) } as const;
  const { pid, uid } = event;
  const from = { containerId: cleanText(event.containerId), image: cleanText(event.containerImage) };
  switch (event.kind) {
    case "exec":
      return {
        ...observed,
        kind: "exec",
        process: { pid, uid, binary: cleanText(event.filename), arguments: "", ...from },
      };
    case "connect": {
      const process = { pid, uid, binary: cleanText(event.comm), arguments: "", ...from };
      return { ...observed, kind: "connect", process, address: cleanText(event.address), port: event.port };
    }
    case "other":
      return { ...observed, kind: "alive" };
  }
}
