/** The random happenings of property tests: the same for a seed, and wrongs done meanwhile are noticed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { FleetNode } from "../../enforcer/cluster/fleet.ts";
import type { Cluster, NodePatch } from "../../enforcer/cluster/port.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { Random } from "../../simulate/random.ts";
import { Happenings, isHeld } from "./happenings.ts";
import { ManualClock } from "./manual-clock.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "seven oaks";

/** What some enforcer, in place of ours, does to a node after each happening. */
type Meddler = (node: FleetNode) => NodePatch | undefined;

async function happened(meddler: Meddler, network = false): Promise<Happenings> {
  const clock = new ManualClock();
  const cluster = simulatedCluster({ nodes: [{ name: "node", count: 6, zones: ["zone-a", "zone-b"] }] }, { clock });
  const happenings = new Happenings(cluster, new Random(seed), { network });
  const process = cluster.connect();
  await process.watch({ changed: () => {}, trouble: () => {} }, new AbortController().signal);
  for (let count = 0; count < 300; count += 1) {
    happenings.next();
    await clock.settle();
    await meddle(process, meddler);
  }
  return happenings;
}

async function meddle(process: Cluster, meddler: Meddler): Promise<void> {
  for (const node of process.fleet.nodes.values()) {
    const patch = meddler(node);
    if (patch !== undefined) await process.patchNode(node, patch).catch(() => {});
  }
}

const key = "picket.dev/quarantine";

/** Holds what is not ready, as well-behaved as can be. */
const polite: Meddler = (node) => {
  if (!node.ready && !isHeld(node))
    return {
      unschedulable: true,
      annotations: { [key]: String(!node.unschedulable) },
      taints: { [key]: { key, effect: "NoSchedule" } },
    };
  if (!node.ready || !isHeld(node)) return undefined;
  const wasOurs = node.annotations[key] === "true";
  return { ...(wasOurs ? { unschedulable: false } : {}), annotations: { [key]: null }, taints: { [key]: null } };
};

test(`everything happens, and the same again for the same seed (PICKET_TEST_SEED="${seed}")`, async () => {
  const { log } = await happened(() => undefined, true);
  for (const part of [
    "cordons",
    "uncordons",
    "taints",
    "takes a taint",
    "annotates",
    "asks for",
    "deletes",
    "takes the name",
    "goes away",
    "joins",
    "is not ready",
    "runs on",
    "down",
  ])
    assert.ok(
      log.some((line) => line.includes(part)),
      `"${part}" in 300 happenings`,
    );
  assert.deepEqual((await happened(() => undefined, true)).log, log);
});

test(`who gives back only what he took does no wrong (PICKET_TEST_SEED="${seed}")`, async () => {
  const { log, wrongs } = await happened(polite);
  assert.ok(log.some((line) => line.includes("which is held")));
  assert.deepEqual(wrongs, []);
});

for (const [what, meddler, wrong] of [
  [
    "uncordons what another cordoned",
    (node) => (node.unschedulable ? { unschedulable: false } : undefined),
    "was uncordoned",
  ],
  ["takes another's taint off", () => ({ taints: { "example.org/maintenance": null } }), "lost the taint"],
  [
    "takes another's annotation off",
    () => ({ annotations: { "cluster-autoscaler.kubernetes.io/scale-down-disabled": null } }),
    "lost the annotation",
  ],
] as const satisfies readonly (readonly [string, Meddler, string])[]) {
  test(`who ${what} is found out (PICKET_TEST_SEED="${seed}")`, async () => {
    const { wrongs } = await happened(meddler);
    assert.ok(wrongs.length > 0);
    assert.deepEqual(
      wrongs.filter((text) => !text.includes(wrong)),
      [],
    );
  });
}
