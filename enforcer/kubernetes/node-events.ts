/**
 * Events on nodes, as `kubectl describe node` shows them. What is said again within a while is counted on the first one
 * (`series`), and not more often than every half minute, so that nothing can flood the cluster with events.
 */

import { PatchStrategy } from "@kubernetes/client-node";
import { z } from "zod";
import type { Clock } from "../../runtime/clock.ts";
import type { FleetNode } from "../cluster/fleet.ts";
import type { NodeEvent } from "../cluster/port.ts";
import type { ApiServer } from "./api-server.ts";
import { metadata, microTimeText, reader } from "./schema.ts";

/** Where events of what is in no namespace belong. */
const path = "/apis/events.k8s.io/v1/namespaces/default/events";
const nameOf = reader(
  "Event",
  z.object({ metadata }).transform((event) => event.metadata.name),
);
const [seriesMs, countEveryMs, mostSeries] = [10 * 60_000, 30_000, 1000];
/** What the API server takes (events.k8s.io/v1). */
const longestNote = 1024;

interface Series {
  /** Left out until the API server has named it. */
  name?: string;
  readonly startedAt: number;
  count: number;
  writtenAt: number;
}

export class NodeEvents {
  readonly #server: ApiServer;
  readonly #clock: Clock;
  readonly #instance: string;
  /** Oldest first. */
  readonly #series = new Map<string, Series>();

  /** @param instance the process that says so. */
  constructor(server: ApiServer, clock: Clock, instance: string) {
    this.#server = server;
    this.#clock = clock;
    this.#instance = instance;
  }

  async record(node: FleetNode, event: NodeEvent): Promise<void> {
    const now = this.#clock.now();
    const key = JSON.stringify([node.uid, event.type, event.reason, event.message]);
    const series = this.#series.get(key);
    if (series === undefined || now - series.startedAt >= seriesMs) return this.#begin(key, node, event, now);
    series.count += 1;
    if (series.name === undefined || now - series.writtenAt < countEveryMs) return;
    series.writtenAt = now;
    const body = { series: { count: series.count, lastObservedTime: microTimeText(now) } };
    await this.#server.call("PATCH", `${path}/${series.name}`, { body, contentType: PatchStrategy.MergePatch });
  }

  async #begin(key: string, node: FleetNode, event: NodeEvent, now: number): Promise<void> {
    const series: Series = { startedAt: now, count: 1, writtenAt: now };
    this.#series.delete(key);
    this.#series.set(key, series);
    const [oldest] = this.#series.keys();
    if (this.#series.size > mostSeries && oldest !== undefined) this.#series.delete(oldest);
    const body = eventObject(node, event, { now, instance: this.#instance });
    series.name = nameOf(await this.#server.call("POST", path, { body }));
  }
}

function eventObject(
  { name, uid }: FleetNode,
  { type, reason, message }: NodeEvent,
  { now, instance }: { readonly now: number; readonly instance: string },
): object {
  return {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { generateName: `${name}-`, namespace: "default" },
    eventTime: microTimeText(now),
    reportingController: "picket.dev/enforcer",
    reportingInstance: instance,
    action: reason,
    reason,
    regarding: { apiVersion: "v1", kind: "Node", name, uid },
    note: message.slice(0, longestNote),
    type,
  };
}
