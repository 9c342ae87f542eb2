/** How objects of the API server are read: only what is asked for, and with an error that says what is missing. */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import { latestTime } from "../quarantine/transitions.ts";

/** RFC 3339 in the object, ms since the epoch in the value; one that could not be written again in UTC is moved to where it can. */
export const time = z
  .string()
  .transform((text) => Math.min(Math.max(0, Date.parse(text)), latestTime))
  .pipe(z.number());

/** What all objects have; Kubernetes leaves out what is empty. */
export const metadata = z.object({
  name: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  creationTimestamp: time,
  deletionTimestamp: time.exactOptional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  finalizers: z.array(z.string()).default([]),
});

/** @returns what reads objects of the kind. It throws PicketError `CLUSTER_INVALID`. */
export function reader<Value>(kind: string, schema: z.ZodType<Value>): (object: unknown) => Value {
  return (object) => {
    const parsed = schema.safeParse(object);
    if (parsed.success) return parsed.data;
    throw new PicketError(
      "CLUSTER_INVALID",
      `A ${kind} of the API server is not in the form that this version reads: ${z.prettifyError(parsed.error)}`,
      { context: { kind } },
    );
  };
}

export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** As Lease and Event want their times: with all six digits (metav1.MicroTime). */
export function microTimeText(ms: number): string {
  return timeText(ms).replace("Z", "000Z");
}
