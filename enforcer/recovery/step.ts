/**
 * One step of recovery: an HTTP call or a Kubernetes Job. A step that was begun before a crash is begun again after it, so it
 * carries a key by which the other side knows it: the header `Idempotency-Key`, or the Job's name.
 */

import { createHash } from "node:crypto";
import { Agent, RetryAgent, request } from "undici";
import type { Cluster, JobOutcome } from "../cluster/port.ts";
import type { Quarantine } from "../quarantine/quarantine.ts";
import type { EnforcerPolicy } from "../policy.ts";
import { filledInAll, type Values } from "../template.ts";
import { jobOf } from "./job-template.ts";

export type RecoveryStep = EnforcerPolicy["recovery"][number];

/** What a step asks of the cluster. */
export type Jobs = Pick<Cluster, "runJob">;

/**
 * Begins the step, or looks after the one that was begun: a Job that is `running` is to be asked about again.
 * @param signal aborts when the step's time is over.
 */
export async function runStep(
  step: RecoveryStep,
  quarantine: Quarantine,
  jobs: Jobs,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const key = keyOf(quarantine, step);
  const values = valuesOf(quarantine, step);
  if (step.job) return jobs.runJob(jobOf(step.job, values), key);
  return call(step.http!, values, key, signal);
}

type Hook = NonNullable<RecoveryStep["http"]>;

async function call(
  { url, method, headers }: Hook,
  values: Values,
  key: string,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const patient = { maxRetries: 20, minTimeout: 1000, maxTimeout: 30_000, methods: ["POST", "PUT", "GET"] as const };
  const dispatcher = new RetryAgent(new Agent(), { ...patient, methods: [...patient.methods] });
  try {
    const answer = await request(url, {
      method,
      headers: { ...filledInAll(headers, values), "content-type": "application/json", "idempotency-key": key },
      body: method === "GET" ? null : JSON.stringify(values),
      dispatcher,
      signal,
    });
    const text = await answer.body.text();
    if (answer.statusCode < 300) return { state: "succeeded" };
    return { state: "failed", problem: `It answered ${answer.statusCode}: ${text.slice(0, 200)}` };
  } catch (error) {
    if (signal.aborted) throw error;
    return { state: "failed", problem: String(error) };
  } finally {
    void dispatcher.destroy();
  }
}

function valuesOf({ uid, spec, status }: Quarantine, step: RecoveryStep): Values {
  return {
    node: spec.node,
    nodeUid: status?.nodeUid ?? "",
    reason: spec.reason,
    severity: spec.severity,
    quarantine: uid,
    step: step.name,
  };
}

/** The same for the same step of the same quarantine; also a name that Kubernetes takes. */
function keyOf({ uid, spec }: Quarantine, { name }: RecoveryStep): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([uid, name]))
    .digest("hex")
    .slice(0, 12);
  const node = spec.node.replaceAll(/[^a-z0-9-]/g, "-").slice(0, 20);
  return `picket-${node}-${name}`.slice(0, 49).replace(/-+$/, "") + `-${digest}`;
}
