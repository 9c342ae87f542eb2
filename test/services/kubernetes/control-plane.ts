/** The processes of a control plane, with flags that fit a test: on the loopback, quick, data in a directory of the test's. */

import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { get } from "node:https";
import path from "node:path";
import { systemClock } from "../../../runtime/clock.ts";
import { freePort } from "../free-port.ts";
import { OwnProcess } from "../own-process.ts";
import { findProgram, type ProgramName } from "./programs.ts";

export interface TokenUser {
  readonly name: string;
  readonly token: string;
  readonly group: string;
}

interface Server {
  readonly url: string;
  readonly process: OwnProcess;
}

export async function etcd(directory: string): Promise<Server> {
  const [url, peers] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const flags = {
    "data-dir": path.join(directory, "etcd"),
    "listen-client-urls": url,
    "advertise-client-urls": url,
    "listen-peer-urls": peers,
    "initial-advertise-peer-urls": peers,
    "initial-cluster": `default=${peers}`,
    // What a killed process has written is safe all the same.
    "unsafe-no-fsync": "true",
    "log-level": "warn",
  };
  const isHealthy = async (): Promise<boolean> => (await fetch(`${url}/health`)).ok;
  return { url, process: server("etcd", flags, isHealthy) };
}

/** Its certificate authority is in `certificates/apiserver.crt` of the directory once it runs. */
export async function apiServer(
  directory: string,
  etcdUrl: string,
  users: readonly TokenUser[],
  flags: Readonly<Record<string, string>>,
): Promise<Server> {
  const [port, tokens, key] = [
    await freePort(),
    path.join(directory, "tokens.csv"),
    path.join(directory, "tokens.key"),
  ];
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await writeFile(key, privateKey.export({ format: "pem", type: "sec1" }));
  await writeFile(tokens, users.map(({ name, token, group }) => `${token},${name},${name},${group}\n`).join(""));
  const url = `https://127.0.0.1:${port}`;
  const all = {
    "etcd-servers": etcdUrl,
    "bind-address": "127.0.0.1",
    "secure-port": String(port),
    "cert-dir": path.join(directory, "certificates"),
    "authorization-mode": "RBAC",
    "token-auth-file": tokens,
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": key,
    "service-account-signing-key-file": key,
    // Both wait for controllers: for one that makes the accounts of pods, and one that takes the taint of new nodes away.
    "disable-admission-plugins": "ServiceAccount,TaintNodesByCondition",
    "endpoint-reconciler-type": "none",
    "service-cluster-ip-range": "10.0.0.0/24",
    // Without it, a stop in good order waits a minute for those who watch.
    "shutdown-watch-termination-grace-period": "1s",
    ...flags,
  };
  return { url, process: server("kube-apiserver", all, () => isReady(url)) };
}

export async function scheduler(kubeconfig: string): Promise<OwnProcess> {
  const port = await freePort();
  const flags = {
    kubeconfig,
    "bind-address": "127.0.0.1",
    "secure-port": String(port),
    "leader-elect": "false",
  };
  return server("kube-scheduler", flags, () => isReady(`https://127.0.0.1:${port}`));
}

function server(name: ProgramName, flags: Readonly<Record<string, string>>, isUp: () => Promise<boolean>): OwnProcess {
  return new OwnProcess({
    name,
    command: findProgram(name) ?? name,
    words: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    ready: async (signal) => {
      while (!signal.aborted && !(await isUp().catch(() => false))) await systemClock.sleep(50, signal);
    },
  });
}

/** Anyone may ask that. The certificates are the servers' own, made when they start. */
async function isReady(url: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    get(`${url}/readyz`, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on("error", reject);
  });
}
