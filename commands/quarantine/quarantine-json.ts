/** A quarantine for programs: all that is known of it, and how its node stands. Times in ms since the epoch. */

import { nodeState } from "../../console/fleet/node-state.ts";
import type { Fleet } from "../../enforcer/cluster/fleet.ts";
import type { Quarantine } from "../../enforcer/quarantine/quarantine.ts";

export function quarantineJson(quarantine: Quarantine, { nodes }: Pick<Fleet, "nodes">): object {
  const { name, uid, createdAt, deleting, traceparent, spec, status } = quarantine;
  const node = nodes.get(name);
  const state = node === undefined ? "gone" : nodeState(node, quarantine);
  return { node: name, state, uid, createdAt, deleting, traceparent, spec, status };
}
