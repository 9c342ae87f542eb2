/**
 * What watching a large cluster takes: `node --expose-gc bench/cluster-watch.ts [--nodes 5000] [--pods 50000] [--json FILE]`. A
 * process beside this one plays the API server, with objects as long as real ones (images, conditions, managed fields), so
 * that all memory measured here is the watcher's.
 */

import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { systemClock } from "../runtime/clock.ts";
import { createLogger } from "../telemetry/logger.ts";

const { values: options } = parseArgs({
  options: {
    nodes: { type: "string", default: "5000" },
    pods: { type: "string", default: "50000" },
    json: { type: "string" },
    serve: { type: "boolean", default: false },
  },
});
const [nodes, pods] = [Number(options.nodes), Number(options.pods)];
const clock = systemClock;
const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

if (options.serve) await serve();
else await measure();

async function measure(): Promise<void> {
  const server = fork(import.meta.filename, [...process.argv.slice(2), "--serve"]);
  const directory = await mkdtemp(path.join(tmpdir(), "picket-cluster-watch-"));
  try {
    const [{ port }] = z.tuple([z.object({ port: z.number() })]).parse((await once(server, "message")).slice(0, 1));
    const kubeconfig = path.join(directory, "kubeconfig");
    await writeFile(kubeconfig, JSON.stringify(kubeconfigFor(port)));
    const result = await watchAll(kubeconfig, (order) => server.send(order));
    console.table(result);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    server.kill();
    await rm(directory, { recursive: true });
  }
}

async function watchAll(kubeconfig: string, order: (what: string) => void): Promise<Readonly<Record<string, number>>> {
  const bare = process.memoryUsage.rss();
  const { kubernetesCluster } = await import("../enforcer/kubernetes/cluster.ts");
  const loaded = process.memoryUsage.rss();
  const logger = createLogger({ level: "error", format: "text", write: console.error, now: () => clock.now() });
  const cluster = kubernetesCluster({ kubeconfig, watchPods: true, instance: "bench", clock, logger });
  const stop = new AbortController();
  const [start, cpu] = [clock.elapsed(), process.cpuUsage()];
  const seconds = (ms: number): number => Math.round(ms) / 1000;
  let { promise: told, resolve: tell } = Promise.withResolvers<void>();
  const listener = {
    changed: () => tell(),
    trouble: (problem?: Error) => problem && console.error(problem.message),
  };
  await cluster.watch(listener, stop.signal);
  const listed = clock.elapsed();
  const cpuOfLists = process.cpuUsage(cpu);
  const onNodes = [...cluster.fleet.nodes.keys()].reduce(
    (sum, name) => sum + (cluster.fleet.podsOn(name)?.length ?? 0),
    0,
  );
  const [peakOfList, afterList] = [process.resourceUsage().maxRSS * 1024, settled()];
  await clock.sleep(500);

  /** Until the listener hears of something. */
  const timed = async (what: string): Promise<number> => {
    ({ promise: told, resolve: tell } = Promise.withResolvers<void>());
    const asked = clock.elapsed();
    order(what);
    await told;
    return seconds(clock.elapsed() - asked);
  };
  const beats = await timed("beat");
  const relist = await timed("expire");
  const result = {
    nodes: cluster.fleet.nodes.size,
    "pods on nodes": onNodes,
    "RSS before the client library is loaded (MiB)": mebibytes(bare),
    "RSS after (MiB)": mebibytes(loaded),
    "lists (s)": seconds(listed - start),
    "CPU of the lists (s)": seconds((cpuOfLists.user + cpuOfLists.system) / 1000),
    "peak RSS of the lists (MiB)": mebibytes(peakOfList),
    "RSS after them (MiB)": mebibytes(afterList.rss),
    "heap in use after them (MiB)": mebibytes(afterList.heapUsed),
    // They change nothing that the enforcer sees; the last event does.
    "a heartbeat of every node (s)": beats,
    "all pods again after 410 (s)": relist,
    "RSS at the end (MiB)": mebibytes(settled().rss),
    "peak RSS (MiB)": mebibytes(process.resourceUsage().maxRSS * 1024),
  };
  stop.abort();
  await cluster.close();
  return result;
}

function settled(): NodeJS.MemoryUsage {
  globalThis.gc?.();
  return process.memoryUsage();
}

async function serve(): Promise<void> {
  const watches = new Map<string, ServerResponse>();
  const server = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://bench");
    if (searchParams.has("watch")) {
      watches.set(pathname, answer);
      answer.flushHeaders();
    } else answer.end(page(pathname, Number(searchParams.get("continue") ?? 0), Number(searchParams.get("limit"))));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  process.on("message", (order) => {
    const [kind, expired] = [order === "beat" ? "/api/v1/nodes" : "/api/v1/pods", { code: 410, message: "expired" }];
    const watch = watches.get(kind);
    if (order === "expire") watch?.end(`${JSON.stringify({ type: "ERROR", object: expired })}\n`);
    else
      for (let index = 0; index <= nodes; index += 1)
        watch?.write(
          `${JSON.stringify({ type: "MODIFIED", object: node(index % nodes, 2_000_000 + index, index === nodes) })}\n`,
        );
  });
  const bound = server.address();
  process.send?.({ port: typeof bound === "object" ? bound?.port : 0 });
}

let lists = 0;

/** From the second list on, the last pod is on another node, so that the watcher has something to tell. */
function page(kind: string, from: number, limit: number): string {
  const [all, make] =
    kind === "/api/v1/nodes"
      ? [nodes, (index: number) => node(index, 1000 + index, false)]
      : [kind === "/api/v1/pods" ? pods : 0, (index: number) => pod(index, lists)];
  if (kind === "/api/v1/pods" && from === 0) lists += 1;
  const items = Array.from({ length: Math.min(limit, all - from) }, (_, index) => make(from + index));
  const rest = from + limit < all ? { continue: String(from + limit) } : {};
  return JSON.stringify({ metadata: { resourceVersion: String(1_000_000 * lists + 1_000_000), ...rest }, items });
}

function node(index: number, version: number, cordoned: boolean): object {
  const name = nodeName(index);
  const kept = {
    cpu: "15890m",
    memory: "60345Mi",
    pods: "110",
    "ephemeral-storage": "76224326324",
    "hugepages-2Mi": "0",
  };
  const [labels, annotations] = [manyOf("node.example.org/label", 25, 16), manyOf("csi.example.org/node", 8, 120)];
  const conditions = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"].map((type) => ({
    type,
    status: type === "Ready" ? "True" : "False",
    lastHeartbeatTime: "2026-01-01T00:00:00Z",
    reason: "KubeletIsFine",
    message: "kubelet has sufficient of what it needs",
  }));
  return {
    metadata: {
      ...metadata(name, version),
      labels: { ...labels, "topology.kubernetes.io/zone": `zone-${index % 3}` },
      annotations,
    },
    spec: { podCIDR: "10.1.0.0/24", providerID: `aws:///eu/${name}`, unschedulable: cordoned },
    status: {
      allocatable: kept,
      capacity: kept,
      conditions,
      images: Array.from({ length: 50 }, (_, image) => ({
        names: [
          `registry.example.org/team-${image}/service@sha256:${"0".repeat(64)}`,
          `registry.example.org/s:${image}`,
        ],
        sizeBytes: 123_456_789,
      })),
    },
  };
}

function pod(index: number, moved: number): object {
  const name = `service-${index % 500}-6d4cf56db6-${index.toString(36)}`;
  const toleration = (key: string): object => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: 300,
  });
  const containers = Array.from({ length: 2 }, (_, container) => ({
    name: `main-${container}`,
    image: `registry.example.org/team/service-${index % 500}:v1.2.${container}`,
    env: Array.from({ length: 20 }, (__, variable) => ({ name: `VARIABLE_${variable}`, value: "x".repeat(30) })),
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
  }));
  return {
    metadata: {
      ...metadata(name, 100_000 + index + (index === pods - 1 ? moved * 1_000_000 : 0)),
      namespace: `team-${index % 50}`,
      labels: manyOf("app.example.org/label", 6, 20),
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name, uid: `owner-${index % 500}`, controller: true },
      ],
    },
    spec: {
      nodeName: nodeName(index === pods - 1 ? moved : index % nodes),
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: [toleration("node.kubernetes.io/not-ready"), toleration("node.kubernetes.io/unreachable")],
      containers,
    },
    status: {
      phase: "Running",
      podIP: "10.1.2.3",
      containerStatuses: containers.map(({ image }) => ({ image, imageID: image })),
    },
  };
}

function nodeName(index: number): string {
  return `ip-10-0-${index >> 8}-${index & 255}.eu-central-1.compute.internal`;
}

function metadata(name: string, version: number): object {
  return {
    name,
    uid: `00000000-0000-4000-8000-${name}`,
    resourceVersion: String(version),
    creationTimestamp: "2026-01-01T00:00:00Z",
    managedFields: Array.from({ length: 3 }, (_, manager) => ({
      manager: `manager-${manager}`,
      fieldsV1: manyOf("f:field", 15, 60),
    })),
  };
}

function manyOf(prefix: string, count: number, length: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, "v".repeat(length)]));
}

function kubeconfigFor(port: number): object {
  return {
    clusters: [{ name: "bench", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
    users: [{ name: "bench", user: {} }],
    contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
    "current-context": "bench",
  };
}
