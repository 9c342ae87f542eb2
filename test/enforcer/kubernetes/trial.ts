/** The production cluster port before an API server that misbehaves to order, with a clock whose waits are over at once. */

import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import type { FleetNode } from "../../../enforcer/cluster/fleet.ts";
import type { Change, Cluster, ClusterListener } from "../../../enforcer/cluster/port.ts";
import { kubernetesCluster } from "../../../enforcer/kubernetes/cluster.ts";
import type { ErrorCode } from "../../../errors/catalogue.ts";
import { hasCode, type PicketError } from "../../../errors/picket-error.ts";
import { systemClock, type Clock } from "../../../runtime/clock.ts";
import { until } from "../cluster-contract.ts";
import { FakeApiServer, nodeJson, type Intercept } from "./fake-api-server.ts";

export const nodes = "/api/v1/nodes";
export const quarantines = "/apis/picket.dev/v1alpha1/nodequarantines";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silent };

/** Waits are over at once, but remembered. */
class HastyClock implements Clock {
  readonly slept: number[] = [];
  /** So much time has passed that did not. */
  ahead = 0;

  now(): number {
    return systemClock.now();
  }

  elapsed(): number {
    return systemClock.elapsed() + this.ahead;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return systemClock.sleep(Math.min(ms, 1), signal);
  }
}

export class Trial implements ClusterListener {
  readonly server: FakeApiServer;
  readonly clock = new HastyClock();
  readonly cluster: Cluster;
  readonly changes: Change[] = [];
  readonly troubles: (Error | undefined)[] = [];
  /** Nodes that were known when a change was told. */
  smallestFleet = Infinity;
  readonly #stop = new AbortController();

  static async with(t: TestContext, names: readonly string[] = []): Promise<Trial> {
    const server = await FakeApiServer.start();
    server.put(
      nodes,
      names.map((name, index) => nodeJson(name, index + 1)),
    );
    server.put(quarantines, []);
    const trial = new Trial(server);
    t.after(async () => {
      trial.#stop.abort();
      await trial.cluster.close();
      await server.close();
    });
    return trial;
  }

  private constructor(server: FakeApiServer) {
    this.server = server;
    const { kubeconfig } = server;
    this.cluster = kubernetesCluster({
      kubeconfig,
      watchPods: false,
      instance: "test",
      clock: this.clock,
      logger: silent,
      timeoutMs: 500,
    });
  }

  /** Watches; where nothing is said against it, until the watches are open. */
  async watch(): Promise<void> {
    await this.cluster.watch(this, this.#stop.signal);
    await until(() => this.server.watchesOf(nodes).length === 1 && this.server.watchesOf(quarantines).length === 1);
  }

  node(name: string): FleetNode {
    return this.cluster.fleet.nodes.get(name) ?? assert.fail(`no node ${name}`);
  }

  changed(change: Change): void {
    this.changes.push(change);
    this.smallestFleet = Math.min(this.smallestFleet, this.cluster.fleet.nodes.size);
  }

  trouble(problem: Error | undefined): void {
    this.troubles.push(problem);
  }
}

export async function refusalOf(work: Promise<unknown>, code: ErrorCode): Promise<PicketError> {
  try {
    await work;
  } catch (error) {
    assert.ok(hasCode(error, code), `${String(error)} instead of ${code}`);
    return error;
  }
  return assert.fail(`done, instead of ${code}`);
}

/** Answers the first so many requests that are right in this way. */
export function times(
  count: number,
  isRight: (...asked: Parameters<Intercept>) => boolean,
  act: (answer: ServerResponse) => void,
): Intercept {
  let left = count;
  return (asked, answer) => {
    if (left === 0 || !isRight(asked, answer)) return false;
    left -= 1;
    act(answer);
    return true;
  };
}
