/** Leases of coordination.k8s.io in one namespace. */

import { z } from "zod";
import { hasCode } from "../../errors/picket-error.ts";
import type { Lease, Leases } from "../cluster/port.ts";
import type { ApiServer } from "./api-server.ts";
import { metadata, microTimeText, reader, time } from "./schema.ts";

export class KubernetesLeases implements Leases {
  readonly #server: ApiServer;
  readonly #namespace: string;

  constructor(server: ApiServer, namespace: string) {
    this.#server = server;
    this.#namespace = namespace;
  }

  async read(name: string): Promise<Lease | undefined> {
    try {
      return leaseOf(await this.#server.call("GET", `${this.#path}/${name}`));
    } catch (error) {
      if (hasCode(error, "CLUSTER_NOT_FOUND")) return undefined;
      throw error;
    }
  }

  async write(name: string, lease: Omit<Lease, "resourceVersion">, before: Lease | undefined): Promise<Lease> {
    const body = leaseObject(name, lease, before);
    return leaseOf(
      before === undefined
        ? await this.#server.call("POST", this.#path, { body })
        : await this.#server.call("PUT", `${this.#path}/${name}`, { body }),
    );
  }

  get #path(): string {
    return `/apis/coordination.k8s.io/v1/namespaces/${this.#namespace}/leases`;
  }
}

function leaseObject(name: string, lease: Omit<Lease, "resourceVersion">, before: Lease | undefined): object {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, resourceVersion: before?.resourceVersion },
    spec: {
      // Nobody: client-go has the empty name for a lease that was given up.
      holderIdentity: lease.holder ?? "",
      leaseDurationSeconds: Math.max(1, Math.ceil(lease.durationMs / 1000)),
      renewTime: microTimeText(lease.renewedAt),
      leaseTransitions: lease.transitions,
    },
  };
}

const leaseOf = reader(
  "Lease",
  z
    .object({
      metadata,
      spec: z
        .object({
          holderIdentity: z.string().default(""),
          leaseDurationSeconds: z.int().default(0),
          renewTime: time.default(0),
          leaseTransitions: z.int().default(0),
        })
        .prefault({}),
    })
    .transform(({ metadata: { resourceVersion }, spec }): Lease => ({
      holder: spec.holderIdentity || undefined,
      durationMs: spec.leaseDurationSeconds * 1000,
      renewedAt: spec.renewTime,
      transitions: spec.leaseTransitions,
      resourceVersion,
    })),
);
