/** A cluster that only the leader changes: each change asks first whether we still lead, however long ago it was decided. */

import { PicketError } from "../errors/picket-error.ts";
import type { Cluster } from "./cluster/port.ts";

/** The parts that the enforcer's work needs; leases are left out, because they are how one comes to lead. */
export interface ActingCluster extends Omit<Cluster, "watch" | "refresh" | "leases" | "close"> {
  /** Something else that only the leader does. @throws PicketError `LEADERSHIP_LOST`, and has not begun it then. */
  asLeader<Answer>(task: () => Promise<Answer>): Promise<Answer>;
}

/** @param mayAct see Leadership. Changes reject with `LEADERSHIP_LOST` where it says no, and nothing has happened then. */
export function guardedCluster(cluster: Cluster, mayAct: () => boolean): ActingCluster {
  const led =
    <Given extends readonly unknown[], Answer>(change: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      if (mayAct()) return change(...given);
      throw new PicketError("LEADERSHIP_LOST", "Another replica leads, or the lease was not renewed in time.");
    };
  return {
    fleet: cluster.fleet,
    patchNode: led((...given) => cluster.patchNode(...given)),
    recordEvent: (...given) => cluster.recordEvent(...given),
    createQuarantine: led((...given) => cluster.createQuarantine(...given)),
    updateSpec: led((...given) => cluster.updateSpec(...given)),
    updateStatus: led((...given) => cluster.updateStatus(...given)),
    deleteQuarantine: led((...given) => cluster.deleteQuarantine(...given)),
    finishQuarantine: led((...given) => cluster.finishQuarantine(...given)),
    evict: led((...given) => cluster.evict(...given)),
    runJob: led((...given) => cluster.runJob(...given)),
    asLeader: (task) => led(task)(),
  };
}
