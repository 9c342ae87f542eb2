/** Finds PICKET_* variables that no setting has: a misspelt name would otherwise be a setting silently not made. */

import type { Mistake } from "./mistakes.ts";
import { settingEntries } from "./schema.ts";

/**
 * Kubernetes adds these for a Service named `picket` or `picket-...` in the pod's namespace; nobody wrote them.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const serviceLink =
  /^PICKET_(?:[A-Z0-9_]+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT|PORT_\d+_(?:TCP|UDP|SCTP)(?:_.+)?)$/;

export function unknownVariables(names: readonly string[]): readonly Mistake[] {
  const known = settingEntries.map(({ variable }) => variable);
  return names
    .filter((name) => name.startsWith("PICKET_") && !known.includes(name) && !serviceLink.test(name))
    .map((name) => ({ variable: name, expected: `no setting has this name${suggestion(name, known)}` }));
}

function suggestion(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance <= 4
    ? `; is ${nearest.candidate} meant?`
    : "; `picket config` lists them";
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === from[index] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
