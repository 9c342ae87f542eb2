/**
 * Where the programs of Kubernetes are that tests start: in the directory that KUBEBUILDER_ASSETS names, else in the user's
 * cache, where build.ts puts what it makes of the Go modules that go.mod pins.
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { cacheDirectory } from "../cache.ts";

export const programNames = ["etcd", "kube-apiserver", "kube-scheduler", "kubectl"] as const;
export type ProgramName = (typeof programNames)[number];

const pins = readFileSync(path.join(import.meta.dirname, "go.mod"), "utf8");
export const kubernetesVersion =
  /\bk8s\.io\/kubernetes (v\d\S+)/.exec(pins)?.[1] ?? assert.fail("go.mod pins no version of Kubernetes");

/** Named by all that go.mod says, so that a change of it is built anew. */
const pinned = createHash("sha256").update(pins).digest("hex").slice(0, 8);
export const builtPrograms = path.join(cacheDirectory, `kubernetes-${kubernetesVersion}-${pinned}`);

/** @returns the path of the program; `undefined` where it is in neither place. */
export function findProgram(name: ProgramName): string | undefined {
  return [process.env["KUBEBUILDER_ASSETS"], builtPrograms]
    .flatMap((directory) => (directory ? [path.join(directory, name)] : []))
    .find((file) => existsSync(file));
}
