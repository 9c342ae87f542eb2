/** What the API server itself writes down of each call of the enforcer: what was asked of which object, from when to when. */

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

export interface ApiCall {
  /** `patch nodes`, `create nodequarantines`, `patch nodequarantines/status`. */
  readonly what: string;
  /** Of the object; empty where it has none yet. */
  readonly name: string;
  /** When the API server had the request, and when it had answered, in ms since the epoch, exact to the microsecond. */
  readonly receivedAt: number;
  readonly answeredAt: number;
  /** Of HTTP. */
  readonly status: number;
}

const policy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
  - level: Metadata
    users: ["system:serviceaccount:picket:picket-enforcer"]
    verbs: [create, patch, update, delete, get, list]
`;

export class AuditLog {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** @param directory in which the API server may write. */
  static async in(directory: string): Promise<AuditLog> {
    await writeFile(path.join(directory, "audit.yaml"), policy);
    return new AuditLog(path.join(directory, "audit.log"));
  }

  /** For kube-apiserver. */
  get flags(): Readonly<Record<string, string>> {
    const policyFile = path.join(path.dirname(this.#file), "audit.yaml");
    return { "audit-policy-file": policyFile, "audit-log-path": this.#file, "audit-log-mode": "batch" };
  }

  /** All calls so far, in the order in which they came. */
  async calls(): Promise<readonly ApiCall[]> {
    const lines = (await readFile(this.#file, "utf8")).split("\n").filter((line) => line !== "");
    const calls = lines.map((line) => apiCall.parse(JSON.parse(line)));
    return calls.sort((one, other) => one.receivedAt - other.receivedAt);
  }
}

const apiCall = z
  .object({
    verb: z.string(),
    objectRef: z.object({ resource: z.string(), subresource: z.string().optional(), name: z.string().default("") }),
    requestReceivedTimestamp: z.string().transform(microseconds),
    stageTimestamp: z.string().transform(microseconds),
    responseStatus: z.object({ code: z.number() }),
  })
  .transform(({ verb, objectRef: { resource, subresource, name }, ...at }): ApiCall => ({
    what: `${verb} ${subresource === undefined ? resource : `${resource}/${subresource}`}`,
    name,
    receivedAt: at.requestReceivedTimestamp,
    answeredAt: at.stageTimestamp,
    status: at.responseStatus.code,
  }));

/** `2026-11-22T09:23:53.123456Z` in ms; Date keeps but three digits of the fraction. */
function microseconds(text: string): number {
  const [seconds = "", fraction = "0"] = text.replace("Z", "").split(".");
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000;
}
