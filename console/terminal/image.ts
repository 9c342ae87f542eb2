/** A container image's name as short as it still tells images apart. */

import { visible } from "./visible.ts";

/** Without the registry's host, and with at most twelve digits of a digest: `shop/api:3.1`, `shop/api@sha256:0f1e2d3c4b5a`. */
export function shortImage(image: string): string {
  const slash = image.indexOf("/");
  const registry = image.slice(0, Math.max(slash, 0));
  const isHost = registry === "localhost" || /[.:]/.test(registry);
  return visible(isHost ? image.slice(slash + 1) : image).replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1");
}

/** The twelve digits by which container runtimes abbreviate an id. */
export function shortId(id: string): string {
  return visible(id.slice(0, 12));
}
