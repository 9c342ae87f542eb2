/** Small fleets as plain values, for tables of cases. */

import type { Fleet, FleetNode, FleetPod } from "../../enforcer/cluster/fleet.ts";
import type { Phase, Quarantine } from "../../enforcer/quarantine/quarantine.ts";

export const zoneLabel = "topology.kubernetes.io/zone";

export function aNode(name: string, of: Partial<FleetNode> & { zone?: string } = {}): FleetNode {
  const { zone, ...rest } = of;
  return {
    name,
    uid: `uid-of-${name}`,
    resourceVersion: "1",
    annotations: {},
    taints: [],
    unschedulable: false,
    ready: true,
    allocatable: { cpuMillis: 4000, memoryBytes: 16 * 2 ** 30, pods: 110 },
    createdAt: 0,
    ...rest,
    labels: { ...(zone === undefined ? {} : { [zoneLabel]: zone }), ...rest.labels },
  };
}

/** As many nodes as each zone is said to have: `a1`, `a2`, `b1`... */
export function nodesIn(zones: Readonly<Record<string, number>>): FleetNode[] {
  return Object.entries(zones).flatMap(([zone, count]) =>
    Array.from({ length: count }, (_, index) => aNode(`${zone}${index + 1}`, { zone })),
  );
}

export function aPod(name: string, node: string, of: Partial<FleetPod> = {}): FleetPod {
  return {
    namespace: "shop",
    name,
    uid: `uid-of-${name}`,
    node,
    requests: { cpuMillis: 1000, memoryBytes: 2 ** 30, pods: 1 },
    nodeSelector: {},
    tolerations: [],
    owner: "ReplicaSet",
    mirror: false,
    finished: false,
    terminating: false,
    ...of,
  };
}

export function aQuarantine(node: string, phase: Phase, of: Partial<Quarantine> = {}): Quarantine {
  return {
    name: node,
    uid: `uid-of-nq-${node}`,
    resourceVersion: "1",
    createdAt: 0,
    deleting: false,
    spec: {
      node,
      reason: "a test",
      severity: "high",
      source: "request",
      models: [],
      evidence: [],
      critical: [],
      requestedAt: 0,
    },
    status: { phase, message: "", conditions: [], evidenceCount: 0, requests: [] },
    ...of,
  };
}

export function aFleet(
  nodes: readonly FleetNode[],
  { quarantines = [], pods }: { quarantines?: readonly Quarantine[]; pods?: readonly FleetPod[] } = {},
): Fleet {
  return {
    nodes: new Map(nodes.map((node) => [node.name, node])),
    quarantines: new Map(quarantines.map((quarantine) => [quarantine.name, quarantine])),
    podsOn: (name) => pods?.filter(({ node }) => node === name),
  };
}
