/** A fleet to simulate, as people describe it: groups of like nodes, and what runs on them. */

import { z } from "zod";
import { duration } from "../../config/kinds.ts";
import { readYaml, written } from "../../config/yaml-file.ts";
import { parseQuantity } from "../cluster/quantity.ts";

/** In YAML a number or a Kubernetes quantity; out in whole units, of which there are `perUnit` in a core or byte. */
function quantity(perUnit: number, expected: string) {
  return z.custom<string | number>().transform((text, context) => {
    const amount = typeof text === "string" ? parseQuantity(text) : text;
    if (typeof amount === "number" && amount >= 0) return Math.round(amount * perUnit);
    context.issues.push({ code: "custom", input: text, message: `expected ${expected}` });
    return z.NEVER;
  });
}

const cpu = quantity(1000, "cores, such as 2 or 500m");
const memory = quantity(1, "bytes, such as 512Mi or 16Gi");
const wait = written(duration(0, 86_400_000));
const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/, "expected a name of small letters, digits and hyphens");
const share = "expected a number of replicas, or per cent of them, such as 50%";
const labels = z.record(z.string(), z.string());
const effect = z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]);

const nodeGroup = z.strictObject({
  /** The nodes are `name-1`, `name-2`... */
  name,
  count: z.int().min(0).max(10_000).default(1),
  /** One node after another goes to one zone after another. */
  zones: z.array(z.string().min(1)).readonly().default([]),
  labels: labels.default({}),
  taints: z
    .array(z.strictObject({ key: z.string().min(1), value: z.string().exactOptional(), effect }))
    .readonly()
    .default([]),
  cpu: cpu.prefault("4"),
  memory: memory.prefault("16Gi"),
  pods: z.int().min(0).default(110),
});

const toleration = z.strictObject({
  key: z.string().min(1).exactOptional(),
  operator: z.enum(["Exists", "Equal"]).default("Equal"),
  value: z.string().exactOptional(),
  effect: effect.exactOptional(),
});

const workload = z
  .strictObject({
    name,
    namespace: name.default("default"),
    /**
     * `Deployment`: pods that are made again elsewhere. `DaemonSet`: one on each node that lets it in. `Static`: the same, the
     * kubelet's own. `Pod`: pods that nothing makes again.
     */
    kind: z.enum(["Deployment", "DaemonSet", "Static", "Pod"]).default("Deployment"),
    replicas: z.int().min(0).max(100_000).optional(),
    cpu: cpu.prefault("100m"),
    memory: memory.prefault("128Mi"),
    nodeSelector: labels.default({}),
    tolerations: z.array(toleration).readonly().default([]),
    /** A disruption budget: of its replicas, so many or so many per cent are to be ready. */
    minAvailable: z.union([z.int().min(0), z.string().regex(/^(100|\d{1,2})%$/, share)], share).optional(),
    /** From being put on a node until it is ready. */
    startsIn: wait.prefault("0ms"),
    /** From its eviction until it is gone. */
    stopsIn: wait.prefault("0ms"),
  })
  .check(({ value, issues }) => {
    if (value.kind === "Deployment" || value.kind === "Pod") return;
    for (const key of ["replicas", "minAvailable"] as const) {
      if (value[key] === undefined) continue;
      issues.push({
        code: "custom",
        input: value,
        path: [key],
        message: `is not for kind ${value.kind}, which runs on every node`,
      });
    }
  });

/** Names make identities: two of one name would be one and the same. */
function unlike<Item extends z.ZodType>(items: Item, nameOf: (item: z.output<Item>) => string) {
  return z.array(items).check(({ value, issues }) => {
    const names = value.map(nameOf);
    for (const [index, text] of names.entries()) {
      if (names.indexOf(text) === index) continue;
      issues.push({ code: "custom", input: value, path: [index, "name"], message: `there is another ${text}` });
    }
  });
}

export const fleetSchema = z.strictObject({
  nodes: unlike(nodeGroup, ({ name }) => name).readonly(),
  workloads: unlike(workload, ({ namespace, name }) => `${namespace}/${name}`)
    .readonly()
    .default([]),
});

/** As written. */
export type FleetInput = z.input<typeof fleetSchema>;
/** With all defaults, CPU in thousandths of a core, memory in bytes, times in ms. */
export type FleetDescription = z.output<typeof fleetSchema>;
export type NodeGroup = FleetDescription["nodes"][number];
export type Workload = FleetDescription["workloads"][number];

/** @throws PicketError `SETTINGS_INVALID` that names every mistake with its line. */
export function readFleet(text: string, file: string): FleetDescription {
  return readYaml(text, fleetSchema, file, "fleet");
}
