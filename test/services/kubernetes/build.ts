/**
 * Builds etcd, kube-apiserver, kube-scheduler and kubectl from their Go modules into the cache, ahead of the tests: it takes
 * minutes, once. Does nothing where all of them are found already.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { builtPrograms, findProgram, kubernetesVersion, programNames } from "./programs.ts";

if (programNames.every((name) => findProgram(name))) {
  console.log(`The programs of Kubernetes are there: ${path.dirname(findProgram("kube-apiserver") ?? "")}`);
} else {
  await build().catch((error: unknown) => {
    console.error(
      `Building Kubernetes failed: ${String(error)}\n` +
        "It needs Go 1.21 or newer (https://go.dev/dl/) and the Go module proxy. Programs that are there already can be " +
        `named instead: KUBEBUILDER_ASSETS=directory with ${programNames.join(", ")}.`,
    );
    process.exitCode = 1;
  });
}

async function build(): Promise<void> {
  const started = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`;
  await mkdir(path.dirname(builtPrograms), { recursive: true });
  const partial = await mkdtemp(`${builtPrograms}-`);
  try {
    console.log(
      `Building Kubernetes ${kubernetesVersion} and etcd from their Go modules: some five minutes on two cores.`,
    );
    let [downloaded, compiled] = [0, 0];
    await go(["build", "-v", "-trimpath", "-ldflags", linking(), "-o", `${partial}/`, "tool"], (line) => {
      const isDownload = line.startsWith("go: downloading ");
      if (!isDownload && !/^\S+$/.test(line)) return console.error(line);
      if (isDownload) downloaded += 1;
      else compiled += 1;
      if ((downloaded + compiled) % 100 === 0) {
        console.log(`  ${downloaded} modules downloaded, ${compiled} packages compiled (${seconds()})`);
      }
    });
    // Go names a program by its directory.
    await rename(path.join(partial, "server"), path.join(partial, "etcd"));
    // Whoever else builds at the same time: the first to rename wins, and both find all programs there.
    await rename(partial, builtPrograms);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!programNames.every((name) => findProgram(name))) throw error;
  }
  console.log(`Kubernetes is in ${builtPrograms} (${seconds()})`);
}

/** Without symbols, to be small; with the version, which the sources do not know. */
function linking(): string {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(kubernetesVersion) ?? [];
  const variables = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor };
  const set = Object.entries(variables).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ["-s", "-w", ...set].join(" ");
}

async function go(words: readonly string[], onLine: (line: string) => void): Promise<void> {
  const child = spawn("go", words, {
    cwd: import.meta.dirname,
    // No C compiler is needed, and an older Go fetches the one that go.mod asks for.
    env: { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "auto" },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const closed = once(child, "close");
  createInterface({ input: child.stderr }).on("line", onLine);
  await closed;
  if (child.exitCode !== 0) throw new Error(`go ${words[0]} ended with ${child.exitCode ?? child.signalCode}`);
}
