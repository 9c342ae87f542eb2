/** The processor `windows`: from the observations of a node to its windows. */

import type { Processor } from "../../topology/processor.ts";
import type { NodeObservation } from "../observation.ts";
import type { NodeWindow } from "../window.ts";
import { NodeState } from "./node-state.ts";
import { settingsVersion, type WindowSettings } from "./settings.ts";

/** Its key is the node. The event time is the context's: where an observation tells none, that of its record. */
export function windowsProcessor(settings: WindowSettings): Processor<NodeObservation, NodeWindow> {
  return Object.freeze({
    name: "windows",
    version: `2 ${settingsVersion(settings)}`,
    open: () => new NodeState(settings),
    restore: (snapshot: Uint8Array) => NodeState.restore(snapshot, settings),
  });
}
