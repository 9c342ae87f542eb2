/** Which connections speak for an attack: by where they lead, and by a shell that makes them itself. */

import type { ConnectObservation } from "../observation.ts";
import { actorOf, byWhom } from "./actor.ts";
import { isOutside } from "./address.ts";
import type { Notable } from "./notable.ts";
import { programOf, shells } from "./program.ts";
import type { Recent } from "./recent.ts";

export function notableConnection(
  { process, address, port }: ConnectObservation,
  time: number,
  recent: Recent,
  suspiciousPorts: ReadonlySet<number>,
): Notable | undefined {
  const isShell = shells.has(programOf(process.binary)) && isOutside(address);
  const hasArchived = isShell && recent.archiving.has(actorOf(process), time);
  const indicators = [
    ...(hasArchived ? (["archive_sent_outside"] as const) : []),
    ...(suspiciousPorts.has(port) ? (["suspicious_port_connection"] as const) : []),
    ...(isShell ? (["shell_connected_outside"] as const) : []),
  ];
  const [what] = indicators;
  if (what === undefined) return undefined;
  const to = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  const withWhat = what === "archive_sent_outside" ? " beside the packing of an archive" : "";
  return {
    kind: "process-behaviour",
    what,
    actor: actorOf(process),
    indicators,
    summary: `${process.binary || "a process"} connected to ${to}${withWhat}${byWhom(process)}`,
    weight: what === "archive_sent_outside" ? 0.9 : 0.75,
  };
}
