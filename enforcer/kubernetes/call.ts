/** What a request to the API server is in the words of RBAC: verb and resource from method and path. */

import type { Call } from "./errors.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** @param path `/api/v1/nodes/NAME`, `/apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE/NAME/SUBRESOURCE` or a part of one. */
export function callOf(method: Method, path: string, watch: boolean): Call {
  const [, root, ...rest] = path.split("/").map(decodeURIComponent);
  const group = root === "apis" ? rest.shift() : undefined;
  rest.shift();
  const namespace = rest[0] === "namespaces" && rest.length > 2 ? rest.splice(0, 2)[1] : undefined;
  const [resource = "", name, subresource] = rest;
  return {
    verb: verbOf(method, name, watch),
    resource: [group === undefined ? resource : `${resource}.${group}`, subresource].filter(Boolean).join("/"),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function verbOf(method: Method, name: string | undefined, watch: boolean): string {
  if (method === "GET") return name === undefined ? (watch ? "watch" : "list") : "get";
  return { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" }[method];
}
