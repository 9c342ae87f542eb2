/** docs/enforcer.md and docs/policy.md: their tables say what the code says. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { load } from "js-yaml";
import { z } from "zod";
import { enforcerPageWithTables } from "../../docs/enforcer-page.ts";
import {
  admit,
  type DeferCode,
  type History,
  type PastCordon,
  type RefuseCode,
} from "../../enforcer/admission/admission.ts";
import { calm } from "../../enforcer/admission/storm.ts";
import type { FleetNode, FleetPod } from "../../enforcer/cluster/fleet.ts";
import { decisionOf, isOutcomeCode } from "../../enforcer/outcome.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { aFleet, aNode, aPod, aQuarantine, nodesIn } from "../enforcer/fleets.ts";

const textOf = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), "utf8");
const [enforcerPage, policyPage, crd] = await Promise.all([
  textOf("docs/enforcer.md"),
  textOf("docs/policy.md"),
  textOf("helm/picket/crds/nodequarantine.yaml"),
]);

/** The rows of the table with this head, without it, cell by cell. */
function table(page: string, ...head: readonly string[]): readonly (readonly string[])[] {
  const lines = page.split("\n").map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const start = lines.findIndex((cells) => cells.join() === head.join());
  assert.ok(start >= 0, `no table of ${head.join()}`);
  const rows = lines.slice(start + 2);
  return rows.slice(
    0,
    rows.findIndex((cells) => cells.length === 0),
  );
}

describe("docs/policy.md", () => {
  it("has every key of a policy with its default, in the order of the schema", () => {
    const rows = table(policyPage, "key", "default", "meaning");
    assert.deepEqual(
      rows.map(([key, standard]) => [key, standard]),
      keysOf(policySchema).map(({ path, standard }) => [`\`${path}\``, printed(path, standard)]),
    );
  });
});

interface Key {
  readonly path: string;
  /** As one would write it; `undefined` where there is none. */
  readonly standard: unknown;
}

function keysOf(schema: z.core.$ZodType, path = "", standard?: unknown): readonly Key[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([key, inner]) =>
      keysOf(inner, path === "" ? key : `${path}.${key}`),
    );
  }
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return keysOf(schema.def.innerType, path, schema.def.defaultValue);
  }
  if (schema instanceof z.ZodOptional) return keysOf(schema.def.innerType, path, standard ?? "none");
  if (schema instanceof z.ZodReadonly) return keysOf(schema.def.innerType, path, standard);
  const items = schema instanceof z.ZodArray && schema.element instanceof z.ZodObject ? schema.element : undefined;
  return [{ path, standard }, ...(items ? keysOf(items, `${path}[]`) : [])];
}

function printed(path: string, standard: unknown): string {
  if (path === "notify[].on") return "all";
  if (standard === undefined) return "required";
  const values =
    typeof standard === "object" && standard !== null ? Object.values<unknown>({ ...standard }) : [standard];
  if (values.length === 0 || standard === "none") return "none";
  return values.map((value) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``).join(", ");
}

describe("docs/enforcer.md", () => {
  it("has the outcomes and the reasons as the code has them; `npm run docs` makes it so", async () => {
    assert.match(enforcerPage, /^\| `cordoned` +\| `carried_out` +\| The node is cordoned and tainted\. +\|$/m);
    assert.equal(await enforcerPageWithTables(enforcerPage), enforcerPage);
  });

  it("advises no command that is not among those that a test runs", () => {
    const run = [...enforcerPage.matchAll(/^\$ (.*)/gm)].map(([, command = ""]) =>
      command.replaceAll(/\b[a-z]+-\d+\b/g, "NODE"),
    );
    const night = table(enforcerPage, "what you want", "command");
    const trouble = table(enforcerPage, "what you see", "why", "what to do");
    const remedies = [...night, ...trouble].map((cells) => cells.at(-1)).join("\n");
    const advised = [...remedies.matchAll(/`((?:kubectl|picket|curl) .*?)`/g)];
    assert.ok(advised.length > 10);
    for (const [, command = ""] of advised)
      assert.ok(
        run.some((one) => one.startsWith(command)),
        command,
      );
  });

  it("has every phase", () => {
    const [, phases = ""] = /phase:\s+type: string\s+enum: \[(.*)\]/.exec(crd) ?? [];
    const told = table(enforcerPage, "phase", "the node", "until").map(([phase = ""]) => phase.replaceAll("`", ""));
    assert.deepEqual(told.sort(), phases.split(", ").sort());
  });

  it("has every guard rail with what it says, and whom it binds", () => {
    const rows = table(enforcerPage, "code", "when", "says, for example", "because of", "persons too");
    assert.deepEqual(
      rows.map(([code, when, says, , persons]) => [code, when, says, persons]),
      Object.entries(cases).map(([code, one]) => {
        const when = isOutcomeCode(code) && decisionOf(code) === "refused" ? "never" : "not now";
        return [`\`${code}\``, when, said(code, one, false), said(code, one, true) === "" ? "no" : "yes"];
      }),
    );
  });

  it("names rights that the manifests give, and all of them", async () => {
    const rows = table(enforcerPage, "file", "resource", "verbs", "why");
    let file = "";
    const told = rows.map(([named = "", resource = "", verbs = ""]) => {
      file = named === "" ? file : named.replaceAll("`", "");
      return [file, /`(.*?)`/.exec(resource)?.[1], verbs];
    });
    const files = [...new Set(told.map(([name = ""]) => name))];
    const given = await Promise.all(files.map(async (name) => rulesOf(name, await textOf(`helm/picket/rbac/${name}`))));
    assert.deepEqual(told, given.flat());
  });
});

function rulesOf(file: string, text: string): readonly (readonly string[])[] {
  const roles = z.object({
    rules: z.array(z.object({ resources: z.array(z.string()), verbs: z.array(z.string()) })).default([]),
  });
  return text
    .split(/^---$/m)
    .flatMap((document) => roles.parse(load(document)).rules)
    .map(({ resources, verbs }) => [file, resources.join(", "), verbs.join(", ")]);
}

interface Case {
  readonly policy?: object;
  /** The first is the one that is asked for. */
  readonly nodes?: readonly FleetNode[];
  readonly held?: readonly string[];
  readonly pods?: readonly FleetPod[];
  readonly kinds?: readonly string[];
  readonly history?: Partial<History>;
}

const now = Date.UTC(2026, 0, 1);
const fleet = nodesIn({ a: 6, b: 6 });

function cordons(count: number, kinds: readonly string[]): readonly PastCordon[] {
  const one = { at: now - 60_000, manual: false, evidenceKinds: new Set(kinds), critical: [] };
  return Array.from({ length: count }, (_, index) => ({ ...one, node: `b${index + 1}` }));
}

/** One in which each guard rail bites, in the order in which they are asked. */
const cases: Readonly<Record<DeferCode | RefuseCode, Case>> = {
  mode_off: { policy: { mode: "off" } },
  node_protected: { nodes: [aNode("cp", { labels: { "node-role.kubernetes.io/control-plane": "" } })] },
  node_not_selected: { policy: { selector: { pool: "batch" } } },
  evidence_insufficient: { kinds: ["node-metrics"] },
  storm: { history: { storm: { phase: "open", since: now, flagged: 8 } } },
  rate_limited: { history: { cordons: cordons(3, ["a", "b"]) } },
  evidence_kind_capped: { policy: { rate: { cordons: 9 } }, history: { cordons: cordons(5, ["node-metrics", "c"]) } },
  budget_nodes: { policy: { budget: { percent: 50 } }, held: ["a4", "b1", "b2"] },
  budget_percent: { held: ["b1"] },
  budget_zone: { policy: { budget: { percent: 50 } }, held: ["a4", "a5"] },
  last_schedulable: { nodes: nodesIn({ a: 1, b: 2 }) },
  capacity: {
    policy: { capacity: { check: true } },
    nodes: nodesIn({ a: 2 }),
    pods: [aPod("orders-db", "a1", { requests: { cpuMillis: 6000, memoryBytes: 2 ** 33, pods: 1 } })],
  },
};

/** @returns what this guard rail says; nothing where it has nothing against it. */
function said(
  code: string,
  { policy = {}, nodes = fleet, held = [], pods = [], ...of }: Case,
  manual: boolean,
): string {
  const { kinds = ["node-metrics", "container-anomaly"], history = {} } = of;
  const quarantines = held.map((name) => aQuarantine(name, "Quarantined"));
  const admission = admit({
    candidate: { node: nodes[0] ?? assert.fail("no node"), manual, evidenceKinds: new Set(kinds), critical: [] },
    fleet: aFleet(nodes, { quarantines, pods }),
    history: { cordons: [], storm: calm, underWay: new Set(), ...history },
    policy: policySchema.parse(policy),
    now,
  });
  const objections = admission.decision === "admit" ? [] : admission.objections;
  return objections.find((one) => one.code === code)?.message ?? "";
}
