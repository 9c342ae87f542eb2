/** How many events per second the scanner and the decoder read on one core: `node bench/decode.ts`. */

import { pb } from "../proto/generated/messages.js";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import { encodeEvent } from "../sources/ebpf/encode.ts";
import { eventScanner } from "../sources/ebpf/scanner.ts";
import { Rejection } from "../topology/rejection.ts";

const rounds = 5;
const resourceEvents = Array.from({ length: 20_000 }, (_, index) => encodeEvent(event(index, "resource")));
const syscallEvents = Array.from({ length: 20_000 }, (_, index) => encodeEvent(event(index, "syscalls")));

const scanner = eventScanner(1024 * 1024);
const decoder = eventDecoder();

measure("scan resource", resourceEvents, (bytes) => !(scanner.decode(bytes) instanceof Rejection));
measure("scan syscalls", syscallEvents, (bytes) => !(scanner.decode(bytes) instanceof Rejection));
measure("decode resource", resourceEvents, (bytes) => !(decoder.decode(bytes) instanceof Rejection));
measure("decode syscalls", syscallEvents, (bytes) => !(decoder.decode(bytes) instanceof Rejection));
measure("generated decoder, resource", resourceEvents, (bytes) => pb.EbpfEvent.decode(bytes).resource !== null);
measure("generated decoder, syscalls", syscallEvents, (bytes) => {
  const json = pb.EbpfEvent.decode(bytes).syscallFreqAgg?.vectorJson;
  return json !== undefined && json !== null && JSON.parse(json) !== null;
});

function measure(name: string, events: readonly Buffer[], read: (bytes: Buffer) => boolean): void {
  const bytes = events.reduce((sum, one) => sum + one.length, 0) / events.length;
  const rates = Array.from({ length: rounds }, () => {
    const started = performance.now();
    let readable = 0;
    for (let repeat = 0; repeat < 10; repeat++) for (const one of events) if (read(one)) readable++;
    if (readable !== events.length * 10) throw new Error(`${name}: ${readable} of ${events.length * 10} were readable`);
    return readable / (performance.now() - started);
  });
  const best = Math.max(...rates);
  console.log(`${name.padEnd(30)} ${Math.round(bytes)} bytes  ${(best / 1000).toFixed(2).padStart(6)} M events/s`);
}

function event(index: number, kind: "resource" | "syscalls") {
  const base = {
    pid: 1000 + (index % 5000),
    ppid: 1,
    uid: 1000,
    gid: 1000,
    comm: "worker",
    user: "app",
    nodeName: `worker-${index % 3}`,
    containerId: (index % 96).toString(16).padStart(64, "a"),
    containerImage: `registry.example/shop/service-${index % 24}:1.4.2`,
    time: 1_767_225_600_000 + index,
  };
  if (kind === "resource")
    return { ...base, resource: Array.from({ length: 9 }, (_, feature) => index * feature * 1.5) };
  const syscalls = Array.from({ length: 40 }, (_, place) => [(place * 7 + index) % 400, place * 11] as const);
  return { ...base, syscalls };
}
