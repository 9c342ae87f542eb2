/** The nodes of a Kubernetes cluster as targets: an exporter on each, at the node's internal address. */

import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import type { Target, TargetSource } from "./target.ts";

const listEveryMs = 30_000;
/** Of nodes, whose images and conditions are long, these are some megabytes. */
const pageSize = 250;

/** The part of an API server that this asks for: the JSON of a GET. */
export type Get = (path: string, query: Readonly<Record<string, string>>) => Promise<unknown>;

const page = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]) }),
    }),
  ),
});

/** Needs the right to list nodes. Nodes without an internal address are left out. */
export function kubernetesNodes(get: Get, port: number): TargetSource {
  return {
    name: "the nodes of Kubernetes",
    everyMs: listEveryMs,
    find: async () => {
      const targets: Target[] = [];
      let more = "";
      do {
        const { items, metadata } = await nodesFrom(get, more);
        for (const {
          metadata: { name: node },
          status,
        } of items) {
          const address = status.addresses.find(({ type }) => type === "InternalIP")?.address;
          if (address !== undefined) targets.push({ node, url: `http://${bracketed(address)}:${port}/metrics` });
        }
        more = metadata.continue ?? "";
      } while (more !== "");
      return targets;
    },
  };
}

async function nodesFrom(get: Get, more: string): Promise<z.output<typeof page>> {
  const read = page.safeParse(await get("/api/v1/nodes", { limit: String(pageSize), ...(more && { continue: more }) }));
  if (read.success) return read.data;
  throw new PicketError(
    "CLUSTER_INVALID",
    `The list of nodes is not in the form that is read: ${z.prettifyError(read.error)}`,
  );
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
