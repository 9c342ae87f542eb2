/** The processor `windows`: from the observations of a node to its windows. */

import type { Processor } from "../../topology/processor.ts";
import type { NodeObservation, Sensor } from "../observation.ts";
import type { NodeWindow } from "../window.ts";
import { NodeState } from "./node-state.ts";
import { settingsVersion, type WindowSettings } from "./settings.ts";

/**
 * Its key is the node. The event time is the context's: where an observation tells none, that of its record.
 *
 * @param expected sensors whose word on a new node is waited for.
 */
export function windowsProcessor(
  settings: WindowSettings,
  expected: readonly Sensor[] = [],
): Processor<NodeObservation, NodeWindow> {
  return Object.freeze({
    name: "windows",
    version: `3 ${settingsVersion(settings)} ${expected.join()}`,
    open: () => new NodeState(settings, expected),
    restore: (snapshot: Uint8Array) => NodeState.restore(snapshot, settings, expected),
  });
}
