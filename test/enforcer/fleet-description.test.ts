/** Fleets to simulate as people write them: what is left out has sensible values, and what is wrong is said with its line. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { SimulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { readFleet } from "../../enforcer/simulated/fleet-description.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { systemClock } from "../../runtime/clock.ts";

function mistakesIn(yaml: string): readonly string[] {
  try {
    readFleet(yaml, "fleet.yaml");
  } catch (error) {
    assert.ok(hasCode(error, "SETTINGS_INVALID"), String(error));
    const [headline, ...mistakes] = error.message.split("\n  ");
    assert.equal(headline, "The fleet is wrong:");
    return mistakes;
  }
  return assert.fail("nothing is wrong with it");
}

describe("a fleet as people write it", () => {
  test("the example is a cluster where every pod has a place", async () => {
    const text = await readFile(new URL("../../examples/fleet.yaml", import.meta.url), "utf8");
    const { truth } = new SimulatedCluster(readFleet(text, "fleet.yaml"), { clock: systemClock });
    assert.equal(truth.nodes.size, 17);
    const pods = [...truth.nodes.keys()].flatMap((node) => truth.podsOn(node) ?? []);
    const counts = new Map(Map.groupBy(pods, ({ name }) => name.replace(/-(\d+|control-plane-\d)$/, "")));
    assert.deepEqual(Object.fromEntries([...counts].map(([name, those]) => [name, those.length])), {
      "kube-proxy": 17,
      "kube-apiserver": 3,
      web: 24,
      "orders-db": 3,
      training: 2,
      "debug-shell": 1,
    });
    assert.ok(counts.get("training")?.every(({ node }) => node?.startsWith("gpu-")));
    assert.ok(counts.get("web")?.every(({ node }) => node?.startsWith("worker-")));
  });

  test("takes amounts as numbers and as quantities, and knows what is usual", () => {
    const { nodes, workloads } = readFleet(
      "nodes:\n  - {name: a, cpu: 0.5, memory: 1e9}\n  - {name: b, cpu: 70m, memory: 2Gi}\n  - {name: c}\n" +
        "workloads:\n  - {name: w, stopsIn: 2s}\n",
      "fleet.yaml",
    );
    assert.deepEqual(
      nodes.map(({ cpu, memory, count, pods }) => [cpu, memory, count, pods]),
      [
        [500, 1e9, 1, 110],
        [70, 2 ** 31, 1, 110],
        [4000, 2 ** 34, 1, 110],
      ],
    );
    assert.deepEqual(workloads[0], {
      name: "w",
      namespace: "default",
      kind: "Deployment",
      cpu: 100,
      memory: 2 ** 27,
      nodeSelector: {},
      tolerations: [],
      startsIn: 0,
      stopsIn: 2000,
    });
  });

  test("all mistakes are said at once, in order, with line and path", () => {
    const yaml = `nodes:
  - name: worker
    cpu: lots
    zone: a
workloads:
  - name: Web
    startsIn: 5
    minAvailable: 200%
  - name: agent
    kind: DaemonSet
    replicas: 3
    tolerations:
      - { key: a, effect: No }
`;
    assert.deepEqual(mistakesIn(yaml), [
      "fleet.yaml:3: nodes[0].cpu: expected cores, such as 2 or 500m",
      "fleet.yaml:4: nodes[0].zone: is not known",
      "fleet.yaml:6: workloads[0].name: expected a name of small letters, digits and hyphens",
      "fleet.yaml:7: workloads[0].startsIn: expected a duration from 0ms to 1d, such as 250ms, 10s, 5m, 1h or 7d",
      "fleet.yaml:8: workloads[0].minAvailable: expected a number of replicas, or per cent of them, such as 50%",
      'fleet.yaml:13: workloads[1].tolerations[0].effect: Invalid option: expected one of "NoSchedule"|"PreferNoSchedule"|"NoExecute"',
    ]);
    assert.deepEqual(mistakesIn("nodes: []\nworkloads:\n  - name: a\n    kind: DaemonSet\n    replicas: 3\n"), [
      "fleet.yaml:5: workloads[0].replicas: is not for kind DaemonSet, which runs on every node",
    ]);
  });

  for (const [what, yaml, mistake] of [
    ["two groups of one name", "nodes:\n  - name: a\n  - name: a\n", "fleet.yaml:3: nodes[1].name: there is another a"],
    [
      "two workloads of one name in a namespace",
      "nodes: []\nworkloads:\n  - name: a\n  - {name: a, namespace: b}\n  - name: a\n",
      "fleet.yaml:5: workloads[2].name: there is another default/a",
    ],
    ["an empty file", "", "fleet.yaml:1: Invalid input: expected object, received undefined"],
    ["what is no YAML", "nodes:\n  - [", "fleet.yaml:2: "],
    ["a key that is there twice", "nodes: []\nnodes: []\n", "fleet.yaml:2: duplicated mapping key"],
    ["two documents", "nodes: []\n---\nnodes: []\n", "fleet.yaml: holds 2 YAML documents, expected one"],
    [
      "a mistake behind an alias",
      "nodes:\n  - &a {name: a, cpu: x}\nworkloads:\n  - *a\n",
      "fleet.yaml:2: nodes[0].cpu",
    ],
  ] as const) {
    test(`says what is wrong with ${what}`, () => {
      const [first = ""] = mistakesIn(yaml);
      assert.ok(first.startsWith(mistake), first);
    });
  }
});
