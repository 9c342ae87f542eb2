/** The simulated cluster: the contract of every cluster, and what only it can do. */

import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { systemClock } from "../../runtime/clock.ts";
import { specOf, testClusterContract } from "./cluster-contract.ts";

testClusterContract("simulated", async () => {
  const cluster = simulatedCluster({ nodes: [] }, { clock: systemClock });
  return {
    connect: async () => cluster.connect(),
    addNode: async (name) => cluster.addNode({ name }),
    changeNode: async (name, { taint, unschedulable }) => {
      const taints = cluster.truth.nodes.get(name)?.taints ?? [];
      cluster.changeNode(name, {
        ...(unschedulable === undefined ? {} : { unschedulable }),
        ...(taint === undefined ? {} : { taints: [...taints, { key: taint, effect: "NoSchedule" }] }),
      });
    },
    removeNode: async (name) => cluster.removeNode(name),
    addPod: async (name, node, guarded) => {
      cluster.addPod({ name, node }, guarded);
    },
    applyQuarantine: async (node, reason) => cluster.applyQuarantine({ ...specOf(node), reason, source: "manual" }),
    deleteQuarantine: async (name) => cluster.deleteQuarantine(name),
    stop: async () => cluster.close(),
  };
});
