/**
 * What the enforcer may do, as a file that people write, review and version. Every guard rail has a default that is safe on a
 * cluster one knows nothing about; in particular the mode is `dry-run` until someone says otherwise.
 */

import { z } from "zod";
import { duration } from "../config/kinds.ts";
import { reasonInCommand } from "./recovery/job-template.ts";
import { readYaml, written } from "../config/yaml-file.ts";

const second = 1000;
const minute = 60 * second;
const year = 365 * 24 * 60 * minute;

/** The NodeRestriction plugin keeps kubelets from setting labels of this domain, so no node can protect itself. */
const protectedLabel = "picket.node-restriction.kubernetes.io/protected";

/** Written as `10m`; ms in the value. */
const span = (min = second) => written(duration(min, year));

const time = (standard: string, min?: number) => span(min).prefault(standard);
const count = (standard: number, min = 0) => z.int().min(min).default(standard);
const percent = (standard: number) => z.number().gt(0).max(100).default(standard);
const labels = z.record(z.string(), z.string());

const budget = z.strictObject({
  /** At most so many nodes under quarantine at once... */
  nodes: count(3, 1),
  /** ...and at most so many per cent of the nodes in reach, but always one, or small fleets could do nothing. */
  percent: percent(10),
  /** The same within a zone. */
  percentOfZone: percent(34),
  /** In each zone, so many nodes that could take the pods of the one in question stay schedulable; in the fleet at least one. */
  keepSchedulablePerZone: count(1),
  zoneLabel: z.string().min(1).default("topology.kubernetes.io/zone"),
});

const evidence = z.strictObject({
  /** So many kinds that do not depend on one another... */
  kinds: count(2, 1),
  /** ...unless one of these indicators was seen, for which one kind is enough. */
  critical: z.array(z.string().min(1)).readonly().default([]),
  /** One kind that goes mad must not empty a cluster: how many cordons may depend on it within a time. */
  perKind: z.strictObject({ cordons: count(5, 1), within: time("1h") }).prefault({}),
});

const storm = z.strictObject({
  /** Opens when at least so many nodes, and so many per cent of those in reach, are asked for within a time... */
  nodes: count(5, 2),
  percent: percent(20),
  within: time("5m"),
  /** ...after this it lets a cordon through now and then... */
  halfOpenAfter: time("15m"),
  probes: count(1, 1),
  /** ...and closes when no more nodes than this were asked for within `within`. */
  closeAt: count(1),
});

const httpHook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  method: z.enum(["POST", "PUT", "GET"]).default("POST"),
  headers: labels.default({}),
});

const jobTemplate = z.record(z.string(), z.unknown()).superRefine((job, context) => {
  const place = reasonInCommand(job);
  if (place === undefined) return;
  const message = `a reason is text that others wrote: not in a command (${place}); containers have it as PICKET_REASON`;
  context.addIssue({ code: "custom", message });
});

const recoveryStep = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/),
    http: httpHook.optional(),
    /** A Kubernetes Job as in YAML. `{{node}}` and others are filled in, and given to its containers as `PICKET_NODE`... */
    job: jobTemplate.optional(),
    timeout: time("5m"),
  })
  .refine((step) => (step.http === undefined) !== (step.job === undefined), "a step is either http or job");

const notification = z.strictObject({
  name: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  format: z.enum(["json", "slack", "alertmanager"]).default("json"),
  headers: labels.default({}),
  /** For Slack's format; `{{node}}`, `{{code}}`, `{{message}}`, `{{reason}}`, `{{severity}}` are filled in. */
  template: z.string().optional(),
  /** Only outcomes with one of these decisions; left out: all. */
  on: z
    .array(z.enum(["carried_out", "unchanged", "dry_run", "deferred", "refused", "failed"]))
    .readonly()
    .optional(),
});

export const policySchema = z.strictObject({
  name: z.string().min(1).default("default"),
  /** Goes into every decision, so that one can tell later under which rules it was made. */
  version: z.string().min(1).default("1"),
  mode: z.enum(["enforce", "dry-run", "off"]).default("dry-run"),
  /** Only nodes with all of these labels; left out: all nodes. */
  selector: labels.default({}),
  protect: z
    .strictObject({
      /** Names; `*` stands for any characters. */
      nodes: z.array(z.string().min(1)).readonly().default([]),
      /** Label keys, or `key=value`. */
      labels: z
        .array(z.string().min(1))
        .readonly()
        .default(["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master", protectedLabel]),
    })
    .prefault({}),
  budget: budget.prefault({}),
  rate: z.strictObject({ cordons: count(3, 1), within: time("10m") }).prefault({}),
  /** Whether the pods of the node must fit elsewhere by their requests. Needs the right to list pods. */
  capacity: z.strictObject({ check: z.boolean().default(false) }).prefault({}),
  evidence: evidence.prefault({}),
  storm: storm.prefault({}),
  quarantine: z
    .strictObject({
      /** Without new evidence, a quarantine ends after this at the latest. */
      ttl: time("4h"),
      taintEffect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).default("NoSchedule"),
      /** How often a waiting request is looked at again; it is also looked at when anything changes. */
      retryEvery: time("15s"),
    })
    .prefault({}),
  release: z
    .strictObject({
      /** A node without new evidence for so long is given back. */
      healthyFor: time("30m"),
      /** A node that a person uncordoned is left alone for so long. */
      vetoFor: time("24h"),
    })
    .prefault({}),
  drain: z
    .strictObject({
      enabled: z.boolean().default(false),
      timeout: time("15m"),
      /** Overrides the pods' own grace period. */
      gracePeriod: span(0).optional(),
      /** Also pods that nothing would make again. */
      unmanagedPods: z.boolean().default(false),
    })
    .prefault({}),
  recovery: z.array(recoveryStep).readonly().default([]),
  notify: z.array(notification).readonly().default([]),
});

export type EnforcerPolicy = z.output<typeof policySchema>;

/** The defaults. */
export const defaultPolicy: EnforcerPolicy = Object.freeze(policySchema.parse({}));

/**
 * @param text YAML (or JSON, which is YAML too); nothing at all is the default.
 * @throws PicketError `SETTINGS_INVALID` that names every mistake, with its line in the file.
 */
export function parsePolicy(text: string, file: string): EnforcerPolicy {
  return Object.freeze(readYaml(text, policySchema.prefault({}), file, "policy"));
}
