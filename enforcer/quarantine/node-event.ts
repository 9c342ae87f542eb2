/** What `kubectl describe node` shows of a quarantine: an event for each phase that it comes to. */

import type { NodeEvent } from "../cluster/port.ts";
import type { Phase, QuarantineStatus } from "./quarantine.ts";

/** `undefined` where there is nothing new to show; a release is shown when it is done. */
export function nodeEventOf(before: QuarantineStatus | undefined, after: QuarantineStatus): NodeEvent | undefined {
  const isNews = before?.phase !== after.phase || before.message !== after.message;
  const about = events[after.phase];
  return isNews && about ? { ...about, message: after.message } : undefined;
}

/** When the object has gone. */
export function releaseEvent(message: string): NodeEvent {
  return { type: "Normal", reason: "PicketReleased", message };
}

const events: Partial<Record<Phase, Pick<NodeEvent, "type" | "reason">>> = {
  Pending: { type: "Normal", reason: "PicketQuarantineDeferred" },
  Quarantined: { type: "Warning", reason: "PicketQuarantined" },
  Draining: { type: "Normal", reason: "PicketDraining" },
  Recovering: { type: "Normal", reason: "PicketRecovering" },
  Vetoed: { type: "Normal", reason: "PicketVetoed" },
  Refused: { type: "Normal", reason: "PicketQuarantineRefused" },
  DryRun: { type: "Normal", reason: "PicketDryRun" },
};
