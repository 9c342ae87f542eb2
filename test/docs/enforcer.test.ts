/** docs/enforcer.md: its commands, on a real API server and a real broker, answer what it says. */

import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { V1Node, V1OwnerReference, V1Pod } from "@kubernetes/client-node";
import { type NodeGroup, readFleet } from "../../enforcer/simulated/fleet-description.ts";
import { freePort } from "../services/free-port.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { KubernetesObjects, nodeObject, podObject } from "../services/kubernetes-objects.ts";
import { findProgram } from "../services/kubernetes/programs.ts";
import { type KubernetesApi, kubernetesApi } from "../services/kubernetes.ts";
import { follow } from "./transcript.ts";

const root = path.join(import.meta.dirname, "../..");
const [api, broker] = await Promise.all([kubernetesApi(), kafkaBroker()]);

describe("docs/enforcer.md", { skip: api === undefined || broker === undefined }, () => {
  if (api === undefined || broker === undefined) return;
  let directory = "";

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "picket-enforcer-page-"));
    await prepare(directory);
    await populate(api);
  });
  after(async () => {
    await Promise.all([api.dispose(), broker.dispose(), rm(directory, { recursive: true })]);
  });

  it("says of each command what it answers", async () => {
    const port = String(await freePort());
    const page = (await readFile(path.join(root, "docs/enforcer.md"), "utf8")).replaceAll("9464", port);
    const commands = await follow(page, {
      directory,
      environment: {
        PATH: `${path.join(directory, "bin")}:${process.env["PATH"] ?? ""}`,
        NODE_COMPILE_CACHE: path.join(tmpdir(), "node-compile-cache"),
        KUBECONFIG: api.kubeconfig,
        KAFKA_BROKER: broker.address,
        PICKET_METRICS_PORT: port,
        USER: "ann",
      },
      ofEnforcers: async () => ({
        PICKET_KUBECONFIG: await api.kubeconfigOf("picket", "picket-enforcer"),
        PICKET_LEASE_NAMESPACE: "picket",
      }),
    });
    assert.ok(commands > 20, `${commands} commands`);
  });
});

/** A directory in which `picket`, `kubectl`, helm/ and examples/ are found. */
async function prepare(directory: string): Promise<void> {
  const bin = path.join(directory, "bin");
  await mkdir(bin);
  await symlink(findProgram("kubectl") ?? assert.fail("no kubectl"), path.join(bin, "kubectl"));
  await writeFile(path.join(bin, "picket"), `#!/bin/sh\nexec '${process.execPath}' '${root}/bin/picket.ts' "$@"\n`);
  await chmod(path.join(bin, "picket"), 0o755);
  for (const name of ["helm", "examples"]) await symlink(path.join(root, name), path.join(directory, name));
}

/** The nodes of examples/fleet.yaml, and pods on one of them: two that something would make again, and one of a person. */
async function populate(api: KubernetesApi): Promise<void> {
  const file = path.join(root, "examples/fleet.yaml");
  const objects = new KubernetesObjects(api);
  await objects.createNodes(...readFleet(await readFile(file, "utf8"), file).nodes.flatMap(nodesOf));
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "1", controller: true };
  await objects.createPods(endingAtOnce("web-1", [owner]), endingAtOnce("web-2", [owner]), endingAtOnce("debug-shell"));
}

function nodesOf({ name, count, zones, labels, taints }: NodeGroup): V1Node[] {
  return Array.from({ length: count }, (_, index) => {
    const zone = zones[index % zones.length];
    const node = nodeObject(`${name}-${index + 1}`, { labels, ...(zone === undefined ? {} : { zone }) });
    return Object.assign(node, { spec: { taints: [...taints] } });
  });
}

/** There is no kubelet that would end it. */
function endingAtOnce(name: string, ownerReferences: readonly V1OwnerReference[] = []): V1Pod {
  const pod = podObject(name, { node: "worker-7" });
  Object.assign(pod.metadata ?? {}, { ownerReferences });
  Object.assign(pod.spec ?? {}, { terminationGracePeriodSeconds: 0 });
  return pod;
}
