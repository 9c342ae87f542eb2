/** The Eviction API, which deletes a pod only where the PodDisruptionBudgets of its workload allow it. */

import { PicketError } from "../../errors/picket-error.ts";
import type { FleetPod } from "../cluster/fleet.ts";
import type { EvictionOutcome } from "../cluster/port.ts";
import type { ApiServer } from "./api-server.ts";

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ */
export async function evictPod(
  server: ApiServer,
  { namespace, name, uid }: FleetPod,
  gracePeriodMs?: number,
): Promise<EvictionOutcome> {
  const body = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { namespace, name },
    deleteOptions: {
      preconditions: { uid },
      ...(gracePeriodMs === undefined ? {} : { gracePeriodSeconds: Math.round(gracePeriodMs / 1000) }),
    },
  };
  try {
    await server.call("POST", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, { body });
    return "evicted";
  } catch (error) {
    const outcome = error instanceof PicketError ? outcomeOf(error) : undefined;
    if (outcome === undefined) throw error;
    return outcome;
  }
}

function outcomeOf({ code, context }: PicketError): EvictionOutcome | undefined {
  // 409: another pod of the name is there already.
  if (code === "CLUSTER_NOT_FOUND" || code === "CLUSTER_CONFLICT") return "gone";
  // An API server that has too much to do answers 429 too, but gives no such cause.
  return context["status"] === 429 && context["cause"] === "DisruptionBudget" ? "blocked" : undefined;
}
