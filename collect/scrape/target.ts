/** What is scraped: an exporter, and the node that it tells of. */

import { PicketError } from "../../errors/picket-error.ts";

export interface Target {
  readonly url: string;
  readonly node: string;
}

/** Finds the targets as they are now. Called again and again; what fails is tried later, with the targets of before. */
export interface TargetSource {
  /** For people. */
  readonly name: string;
  readonly everyMs: number;
  find(): Promise<readonly Target[]>;
}

/**
 * @param text `NODE=HOST:PORT`, or `HOST:PORT` where the host's name is the node's; before the host there may be `https://`, and
 * behind the port a path, without which it is `/metrics`.
 * @param label names the node, whatever the text says.
 * @throws PicketError `SETTINGS_INVALID`
 */
export function parseTarget(text: string, label?: string): Target {
  const [, name, address = ""] = /^(?:([^=/]+)=)?(.+)$/.exec(text.trim()) ?? [];
  const url = targetUrl(address);
  if (url === undefined) {
    throw new PicketError(
      "SETTINGS_INVALID",
      `${JSON.stringify(text)} is no target; expected NODE=HOST:PORT, or HOST:PORT.`,
    );
  }
  return { url: url.href, node: label ?? name ?? url.hostname.replace(/^\[|\]$/g, "") };
}

/** @param address `HOST:PORT`, with or without a scheme and a path. @returns `undefined` where it is none. */
function targetUrl(address: string): URL | undefined {
  const text = /^https?:\/\//.test(address) ? address : `http://${address}`;
  if (!/^https?:\/\/(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}(?:\/|$)/.test(text)) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.pathname === "/") url.pathname = "/metrics";
  return url;
}
