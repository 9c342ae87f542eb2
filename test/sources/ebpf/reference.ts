/** What the readers of events must answer, worked out the slow way: by the generated decoder, JSON.parse and plain objects. */

import { pb } from "../../../proto/generated/messages.js";
import { resourceFeatures, syscallCount, type EbpfEvent } from "../../../sources/ebpf/event.ts";
import type { EventRoute } from "../../../sources/ebpf/scanner.ts";
import { Rejection } from "../../../topology/rejection.ts";

/** An answer of the decoder as plain values, which stay when the decoder goes on. */
export type Answer =
  | { readonly rejected: string }
  | {
      readonly kind: string;
      readonly route: readonly [image: string, id: string, node: string, time: number];
      readonly resource?: readonly number[];
      readonly syscalls?: readonly (readonly [number: number, count: number])[];
    };

export function answerOf(event: EbpfEvent | Rejection): Answer {
  if (event instanceof Rejection) return { rejected: event.reason };
  const { kind, syscalls } = event;
  const route = [event.containerImage, event.containerId, event.nodeName, event.time] as const;
  if (kind === "resource") return { kind, route, resource: [...event.resource] };
  if (kind === "other") return { kind, route };
  const pairs = Array.from({ length: syscalls.length }, (_, index) => {
    return [syscalls.numbers[index] ?? NaN, syscalls.counts[index] ?? NaN] as const;
  });
  return { kind, route, syscalls: pairs };
}

export function referenceAnswer(bytes: Buffer): Answer {
  if (bytes.length === 0) return { rejected: "empty" };
  const message = decodeFully(bytes);
  if (message === undefined) return { rejected: "malformed" };
  const route = routeOf(message);
  if (message.payload === "resource") {
    const resource = featuresOf(message.resource ?? {});
    if (resource.some((value) => !Number.isFinite(value) || value < 0)) return { rejected: "number_invalid" };
    return { kind: "resource", route, resource };
  }
  if (message.payload === "syscallFreqAgg") {
    const syscalls = referenceVector(message.syscallFreqAgg?.vectorJson ?? "");
    return typeof syscalls === "string" ? { rejected: syscalls } : { kind: "syscalls", route, syscalls };
  }
  return { kind: "other", route };
}

export type RouteAnswer = { readonly rejected: string } | { readonly route: readonly unknown[] };

export function routeAnswerOf(route: EventRoute | Rejection): RouteAnswer {
  if (route instanceof Rejection) return { rejected: route.reason };
  return { route: [route.containerImage, route.containerId, route.nodeName, route.time, route.payload] };
}

/** @returns `undefined` where the message cannot be decoded; the scanner may then answer either way. */
export function referenceRoute(bytes: Buffer): RouteAnswer | undefined {
  if (bytes.length === 0) return { rejected: "empty" };
  const message = decodeFully(bytes);
  return message && { route: [...routeOf(message), message.payload] };
}

/** @returns the pairs in ascending order, or a reason code. */
export function referenceVector(json: string): readonly (readonly [number: number, count: number])[] | string {
  if (Buffer.byteLength(json) > 65_536) return "vector_too_large";
  let vector: unknown;
  try {
    vector = JSON.parse(json);
  } catch {
    return "vector_malformed";
  }
  if (Object.prototype.toString.call(vector) !== "[object Object]") return "vector_malformed";
  const counts = new Map<number, number>();
  for (const [key, value] of Object.entries(vector ?? {})) {
    const number = Number(key);
    const count = typeof value === "string" && String(Number(value)) === value ? Number(value) : value;
    const readable = String(number) === key || /^[1-9]\d{15,}$/.test(key);
    if (!readable || !(number >= 0) || (Number.isFinite(number) && !Number.isInteger(number)))
      return "vector_malformed";
    if (key === "Infinity" || typeof count !== "number" || !Number.isSafeInteger(count) || count < 0) {
      return "vector_malformed";
    }
    if (number < syscallCount && count > 0) counts.set(number, count);
  }
  return [...counts].sort(([one], [other]) => one - other);
}

function decodeFully(bytes: Buffer) {
  try {
    return pb.EbpfEvent.decode(bytes);
  } catch {
    return undefined;
  }
}

function routeOf(message: pb.EbpfEvent): readonly [string, string, string, number] {
  const time = Math.max(0, Number(message.timestampUnixMs));
  return [message.containerImage, message.containerId, message.nodeName, time];
}

function featuresOf(resource: pb.ResourceEvent.$Properties): number[] {
  const byName: Record<(typeof resourceFeatures)[number], unknown> = {
    bytes_read: resource.BytesRead,
    bytes_written: resource.BytesWritten,
    cpu_ns: resource.CpuNs,
    kernel_faults: resource.KernelFaults,
    user_faults: resource.UserFaults,
    vm_brk_grow_bytes: resource.VmBrkGrowBytes,
    vm_brk_shrink_bytes: resource.VmBrkShrinkBytes,
    vm_mmap_bytes: resource.VmMmapBytes,
    vm_munmap_bytes: resource.VmMunmapBytes,
  };
  return resourceFeatures.map((feature) => Number(byName[feature] ?? 0));
}
