/** What a cluster needs before Picket can work in it, as helm/picket has it. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { KubernetesApi } from "./kubernetes.ts";

const directory = path.join(import.meta.dirname, "../../helm/picket");

export async function applyCrds(api: KubernetesApi): Promise<void> {
  await api.apply(await readFile(path.join(directory, "crds/nodequarantine.yaml"), "utf8"));
  await api.kubectl(["wait", "--for=condition=Established", "crd/nodequarantines.picket.dev", "--timeout=30s"]);
}

/** @param roles files of helm/picket/rbac. @returns a kubeconfig of the enforcer's service account. */
export async function applyRbac(api: KubernetesApi, ...roles: readonly string[]): Promise<string> {
  await api.apply("{ apiVersion: v1, kind: Namespace, metadata: { name: picket } }");
  for (const role of ["enforcer", ...roles])
    await api.apply(await readFile(path.join(directory, `rbac/${role}.yaml`), "utf8"));
  return api.kubeconfigOf("picket", "picket-enforcer");
}
