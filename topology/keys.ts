/** By what events are routed: who owns an event decides where its models live. */

import type { EventRoute } from "../sources/ebpf/scanner.ts";

export type ContainerKey = "image" | "id";

/** `undefined` for events of the host itself. */
export function containerOf(by: ContainerKey): (route: EventRoute) => string | undefined {
  return by === "image" ? (route) => route.containerImage || undefined : (route) => route.containerId || undefined;
}

/** The fleet is one. */
export function fleetOf(): string {
  return "fleet";
}
