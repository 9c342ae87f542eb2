/** A cluster that hands every call on, for tests that come in between. */

import type { Cluster } from "../../enforcer/cluster/port.ts";

export function delegated(cluster: Cluster): Cluster {
  return {
    fleet: cluster.fleet,
    leases: cluster.leases,
    watch: (...given) => cluster.watch(...given),
    refresh: () => cluster.refresh(),
    recordEvent: (...given) => cluster.recordEvent(...given),
    patchNode: (...given) => cluster.patchNode(...given),
    createQuarantine: (...given) => cluster.createQuarantine(...given),
    updateSpec: (...given) => cluster.updateSpec(...given),
    updateStatus: (...given) => cluster.updateStatus(...given),
    deleteQuarantine: (...given) => cluster.deleteQuarantine(...given),
    finishQuarantine: (...given) => cluster.finishQuarantine(...given),
    evict: (...given) => cluster.evict(...given),
    runJob: (...given) => cluster.runJob(...given),
    close: () => cluster.close(),
  };
}
