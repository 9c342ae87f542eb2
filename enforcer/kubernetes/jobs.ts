/** Jobs of recovery steps: made once by name, then asked how they stand. */

import { z } from "zod";
import { hasCode } from "../../errors/picket-error.ts";
import type { JobOutcome } from "../cluster/port.ts";
import type { ApiServer } from "./api-server.ts";
import { reader } from "./schema.ts";

type Plain = Readonly<Record<string, unknown>>;

const condition = z.object({ type: z.string(), status: z.string(), reason: z.string().default("") });
const jobStatus = reader(
  "Job",
  z.object({ status: z.object({ conditions: z.array(condition).default([]) }).default({ conditions: [] }) }),
);

/**
 * @param job as in YAML; its `metadata.namespace` goes before `where`, and its name is replaced.
 * @throws PicketError `CLUSTER_*`
 */
export async function runJob(
  server: ApiServer,
  job: Plain,
  where: { readonly name: string; readonly namespace: string },
): Promise<JobOutcome> {
  const metadata = isPlain(job["metadata"]) ? job["metadata"] : {};
  const namespace = typeof metadata["namespace"] === "string" ? metadata["namespace"] : where.namespace;
  const path = `/apis/batch/v1/namespaces/${encodeURIComponent(namespace)}/jobs`;
  const own = { ...metadata, namespace, name: where.name };
  try {
    const found = await server.call("GET", `${path}/${where.name}`);
    return outcomeOf(jobStatus(found));
  } catch (error) {
    if (!hasCode(error, "CLUSTER_NOT_FOUND")) throw error;
  }
  const body = { ...job, apiVersion: "batch/v1", kind: "Job", metadata: own };
  return outcomeOf(jobStatus(await server.call("POST", path, { body })));
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions */
function outcomeOf({ status: { conditions } }: ReturnType<typeof jobStatus>): JobOutcome {
  const ended = conditions.find(({ type, status }) => (type === "Complete" || type === "Failed") && status === "True");
  if (!ended) return { state: "running" };
  return ended.type === "Complete"
    ? { state: "succeeded" }
    : { state: "failed", problem: `The Job failed: ${ended.reason || "no reason is given"}.` };
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
