/** One scrape of one target, over HTTP. https://prometheus.io/docs/instrumenting/exposition_formats */

import { type Dispatcher, request } from "undici";
import { readText } from "../../sources/prometheus/text.ts";
import { Rejection } from "../../topology/rejection.ts";
import { PickedSamples } from "../picked-samples.ts";
import type { Target } from "./target.ts";

const accepted = "text/plain;version=0.0.4;q=1,*/*;q=0.1";

/**
 * @param time of the samples that bring none, in ms since the epoch.
 * @throws an error that says, for people, why there are no samples.
 */
export async function scrape(
  { url, node }: Target,
  time: number,
  { dispatcher, signal }: { readonly dispatcher: Dispatcher; readonly signal: AbortSignal },
): Promise<PickedSamples> {
  const { statusCode, body } = await request(url, { dispatcher, signal, headers: { accept: accepted } });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`HTTP ${statusCode}`);
  }
  const bytes = Buffer.from(await body.arrayBuffer());
  const picked = new PickedSamples({ label: "node" });
  const read = readText(bytes, { time, labels: new Map([["node", node]]) }, picked.take);
  if (read instanceof Rejection) throw new Error(`not Prometheus' text format: ${read.detail}`);
  return picked;
}
