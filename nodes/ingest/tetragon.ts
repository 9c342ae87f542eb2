/** Reads the records of Tetragon: what it saw executed and connected to, and what it says it lost. */

import { tetragonDecoder } from "../../sources/tetragon/decoder.ts";
import type { TetragonEvent, TetragonProcess } from "../../sources/tetragon/event.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import type { ActingProcess, NamedObservation } from "../observation.ts";
import { cleanCount, cleanText, cleanTime } from "./clean.ts";
import type { Observed } from "./observed.ts";

/** @param maxBytes longer records are rejected unread. */
export function tetragonObservations(maxBytes: number): Decoder<Observed> {
  const decoder = tetragonDecoder(maxBytes);
  return {
    name: "tetragon-observations",
    decode(bytes) {
      const events = decoder.decode(bytes);
      if (events instanceof Rejection) return events;
      return events.map((event) => (event instanceof Rejection ? event : observationOf(event)));
    },
  };
}

/** Functions of the kernel that are called to connect; a policy may ask for others with a socket, such as `tcp_close`. */
const connecting = /connect$/;

function observationOf(event: TetragonEvent): NamedObservation {
  const observed = { sensor: "tetragon", node: cleanText(event.node), time: cleanTime(event.time) } as const;
  switch (event.kind) {
    case "exec":
      if (event.isOld) break;
      return { ...observed, kind: "exec", process: processOf(event.process) };
    case "kprobe": {
      const { process, peer, functionName } = event;
      if (peer === undefined || !connecting.test(functionName)) break;
      const to = { address: cleanText(peer.address), port: peer.port };
      return { ...observed, kind: "connect", process: processOf(process), ...to };
    }
    case "throttle":
      return { ...observed, kind: "loss", loss: event.isStart ? "throttle_start" : "throttle_end", count: 0 };
    case "dropped":
      return { ...observed, kind: "loss", loss: "dropped", count: cleanCount(event.count) };
    case "exit":
    case "other":
      break;
  }
  return { ...observed, kind: "alive" };
}

function processOf({ pid, uid, binary, arguments: given, containerId, image }: TetragonProcess): ActingProcess {
  return {
    pid,
    uid,
    binary: cleanText(binary),
    arguments: cleanText(given),
    containerId: cleanText(containerId),
    image: cleanText(image),
  };
}
