/**
 * The processor that judges nodes among their peers: a window comes in, what is thought of it goes out, and a request where the
 * policy asks for one. Its key is the group of like nodes.
 */

import type { Processor } from "../../topology/processor.ts";
import type { NodePolicy } from "../policy/policy.ts";
import type { NodeWindow } from "../window.ts";
import { openGroup } from "./group.ts";
import { GroupState, type Judged } from "./group-state.ts";

/**
 * The policy is no part of the version: what was learned, and what is open, stays when it changes. docs/detection.md has the budget
 * of false alarms, and what was measured.
 */
export function judge(policy: NodePolicy): Processor<NodeWindow, Judged> {
  return Object.freeze({
    name: "judge",
    version: "2",
    open: () => new GroupState(policy),
    restore: (snapshot: Uint8Array) => new GroupState(policy, openGroup(snapshot)),
  });
}
