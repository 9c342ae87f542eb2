/** Nodes and pods with nothing behind them: the API server keeps them, the scheduler believes them, no kubelet runs them. */

import { CoreV1Api, KubeConfig, type RequestContext, type V1Node, type V1Pod } from "@kubernetes/client-node";
import { systemClock } from "../../runtime/clock.ts";
import type { KubernetesApi } from "./kubernetes.ts";

/** Requests at a time when many objects are made. */
const atOnce = 32;

export class KubernetesObjects {
  /** For what has no name here. */
  readonly core: CoreV1Api;

  constructor({ kubeconfig }: KubernetesApi) {
    const config = new KeptConnections();
    config.loadFromFile(kubeconfig);
    this.core = config.makeApiClient(CoreV1Api);
  }

  async createNodes(...nodes: readonly V1Node[]): Promise<void> {
    await forEach(nodes, (body) => this.core.createNode({ body }));
  }

  async createPods(...pods: readonly V1Pod[]): Promise<void> {
    await forEach(pods, (body) => {
      return this.core.createNamespacedPod({ namespace: body.metadata?.namespace ?? "default", body });
    });
  }

  /** Waits until the scheduler has put a pod on a node. @returns the node's name. */
  async nodeOf(name: string, namespace = "default"): Promise<string> {
    for (;;) {
      const { spec } = await this.core.readNamespacedPod({ name, namespace });
      if (spec?.nodeName !== undefined) return spec.nodeName;
      await systemClock.sleep(50);
    }
  }

  /** Waits until the scheduler has found no node for a pod. @returns its reason. */
  async refusalOf(name: string, namespace = "default"): Promise<string> {
    for (;;) {
      const { status } = await this.core.readNamespacedPod({ name, namespace });
      const refusal = status?.conditions?.find(({ reason }) => reason === "Unschedulable");
      if (refusal !== undefined) return refusal.message ?? "";
      await systemClock.sleep(50);
    }
  }
}

/** The client would greet the server anew for each request, which takes four times as long. */
class KeptConnections extends KubeConfig {
  #dispatcher: ReturnType<RequestContext["getDispatcher"]>;

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    this.#dispatcher ??= context.getDispatcher();
    if (this.#dispatcher !== undefined) context.setDispatcher(this.#dispatcher);
  }
}

async function forEach<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  const actOnRest = async (): Promise<void> => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, actOnRest));
}

export interface NodeShape {
  readonly zone?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: number;
  /** False: its kubelet is not heard of. */
  readonly ready?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

export function nodeObject(name: string, shape: NodeShape = {}): V1Node {
  const { zone = "zone-a", cpu = "4", memory = "16Gi", pods = 110, ready = true, labels = {} } = shape;
  const room = { cpu, memory, pods: String(pods) };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone, ...labels } },
    status: { capacity: room, allocatable: room, conditions: [{ type: "Ready", status: ready ? "True" : "Unknown" }] },
  };
}

export interface PodShape {
  readonly namespace?: string;
  /** The node that it is on already; left out, the scheduler finds one. */
  readonly node?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export function podObject(name: string, shape: PodShape = {}): V1Pod {
  const { namespace = "default", node, cpu = "100m", memory = "64Mi", labels = {} } = shape;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: {
      ...(node === undefined ? {} : { nodeName: node }),
      containers: [{ name: "main", image: "none", resources: { requests: { cpu, memory } } }],
    },
  };
}
