/**
 * A real API server for tests: etcd, kube-apiserver and, where asked for, kube-scheduler, gone with the test process. There is
 * no kubelet and no controller manager: nodes and pods are what a test says they are, and what belongs to something deleted
 * stays.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { apiServer, etcd, scheduler } from "./kubernetes/control-plane.ts";
import { findProgram, programNames } from "./kubernetes/programs.ts";

export interface KubernetesApi {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  /** A file with which its reader may do everything. */
  readonly kubeconfig: string;
  /** Makes such a file for a service account that exists, with a token of one hour that the API server signs (TokenRequest). */
  kubeconfigOf(namespace: string, serviceAccount: string): Promise<string>;
  /**
   * Runs kubectl as one who may do everything, unless the words name another `--kubeconfig`.
   * @returns what it says. @throws with what it complains of when it fails.
   */
  kubectl(words: readonly string[], input?: string): Promise<string>;
  /** Makes or changes what YAML documents describe. */
  apply(yaml: string): Promise<void>;
  /** Ends the API server in good order. What etcd keeps stays for `restart`. */
  stop(): Promise<void>;
  /** Ends the API server as a power cut would. What etcd keeps stays for `restart`. */
  kill(): Promise<void>;
  /** Starts the API server again, on the same port and with the same certificate. */
  restart(): Promise<void>;
  /** Lets the API server hang: it takes connections and answers nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** Call at the end: ends all and removes the data. */
  dispose(): Promise<void>;
}

export interface KubernetesOptions {
  /** Whether someone puts pods on nodes. */
  readonly scheduler?: boolean;
  /** Of kube-apiserver, beside ours, e.g. `{ "max-requests-inflight": "5" }` (which binds service accounts, not `kubeconfig`). */
  readonly flags?: Readonly<Record<string, string>>;
}

/** @returns `undefined` where programs are missing; with CI=true that throws instead. */
export async function kubernetesApi(options: KubernetesOptions = {}): Promise<KubernetesApi | undefined> {
  const needed = programNames.filter((name) => name !== "kube-scheduler" || options.scheduler);
  const missing = needed.filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) return start(options);
  const problem =
    `No API server: ${missing.join(", ")} neither in KUBEBUILDER_ASSETS nor built. ` +
    "`node test/services/kubernetes/build.ts` builds them with Go, once, in some minutes.";
  if (process.env["CI"] === "true") throw new Error(problem);
  console.error(`\n*** SKIPPED: tests on a real API server. ${problem}\n`);
  return undefined;
}

async function start(options: KubernetesOptions): Promise<KubernetesApi> {
  const directory = await mkdtemp(path.join(tmpdir(), "picket-kubernetes-"));
  const [adminToken, schedulerToken] = [randomUUID(), randomUUID()];
  const store = await etcd(directory);
  const { url, process: server } = await apiServer(
    directory,
    store.url,
    [
      { name: "admin", token: adminToken, group: "system:masters" },
      { name: "system:kube-scheduler", token: schedulerToken, group: "" },
    ],
    options.flags ?? {},
  );
  await store.process.start();
  await server.start();

  const authority = await readFile(path.join(directory, "certificates", "apiserver.crt"));
  const writeKubeconfig = async (name: string, token: string): Promise<string> => {
    const file = path.join(directory, `${name}.kubeconfig`);
    await writeFile(file, JSON.stringify(kubeconfigFor(url, authority, token)), { mode: 0o600 });
    return file;
  };
  const kubeconfig = await writeKubeconfig("admin", adminToken);
  const kubectl: KubernetesApi["kubectl"] = (words, input = "") => runKubectl(kubeconfig, words, input);
  const pods = options.scheduler ? await scheduler(await writeKubeconfig("scheduler", schedulerToken)) : undefined;
  await pods?.start();

  return {
    url,
    kubeconfig,
    kubectl,
    kubeconfigOf: async (namespace, serviceAccount) => {
      const token = await kubectl(["create", "token", serviceAccount, `--namespace=${namespace}`]);
      return writeKubeconfig(`${namespace}-${serviceAccount}-${randomUUID()}`, token.trim());
    },
    apply: async (yaml) => {
      await kubectl(["apply", "--filename=-"], yaml);
    },
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: () => server.start(),
    pause: () => server.pause(),
    resume: () => server.resume(),
    dispose: async () => {
      await Promise.all([pods?.kill(), server.kill(), store.process.kill()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** As JSON, which YAML contains. */
function kubeconfigFor(server: string, authority: Buffer, token: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "certificate-authority-data": authority.toString("base64") } }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    "current-context": "test",
  };
}

async function runKubectl(kubeconfig: string, words: readonly string[], input: string): Promise<string> {
  const child = spawn(findProgram("kubectl") ?? "kubectl", [`--kubeconfig=${kubeconfig}`, ...words]);
  child.stdin.end(input);
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  // `kubectl cordon` that was forbidden says so and ends with 0.
  if (child.exitCode !== 0 || /^error:/m.test(complained)) throw new Error(`kubectl ${words.join(" ")}: ${complained}`);
  return said;
}
