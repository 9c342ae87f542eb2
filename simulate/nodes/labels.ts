/** What happened to which node when, as JSON lines: the truth that verdicts on nodes can be measured against. */

import type { Incident } from "./incident.ts";

/** Times in seconds since the epoch, as in recordings of real attacks. */
export interface NodeLabel {
  readonly node: string;
  readonly scenario: string;
  readonly class: "faulty" | "security_incident";
  readonly start: number;
  readonly end: number;
  /** Of the container where it happened; left out where it is of the node alone. */
  readonly image?: string;
}

/** By their starts; those that begin at `runEnd` (ms since the epoch) or later are left out, others end with it. */
export function nodeLabels(incidents: readonly Incident[], runEnd = Infinity): readonly NodeLabel[] {
  return incidents
    .filter(({ start }) => start < runEnd)
    .toSorted((a, b) => a.start - b.start)
    .map((incident) => labelOf(incident, runEnd));
}

export function labelLines(labels: readonly NodeLabel[]): string {
  return labels.map((label) => `${JSON.stringify(label)}\n`).join("");
}

function labelOf({ scenario, node, container, start, end }: Incident, runEnd: number): NodeLabel {
  const label: NodeLabel = {
    node: node.name,
    scenario: scenario.name,
    class: scenario.class,
    start: start / 1000,
    end: Math.min(end, runEnd) / 1000,
  };
  return container === undefined || scenario.attack === undefined ? label : { ...label, image: container.image };
}
