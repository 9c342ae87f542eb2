/** The golden events and River's answers for them (test/fixtures/golden): a line per scored event, by index in the file. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readEventFile } from "../sources/ebpf/event-file.ts";

const folder = new URL("fixtures/golden/", import.meta.url);

export interface Answer {
  readonly index: number;
  readonly key: string;
  readonly score: number;
  readonly anomalous: boolean;
}

/** @param name e.g. `resource-per-container.hst` */
export function riverAnswers(name: string): readonly Answer[] {
  return parseAnswers(gunzipSync(readFileSync(new URL(`${name}.tsv.gz`, folder))).toString());
}

/** @param table a line per scored event: index, key, score, and 1 where it is anomalous. */
export function parseAnswers(table: string): readonly Answer[] {
  const lines = table.trimEnd().split("\n");
  return lines.map((line) => {
    const [index, key, score, anomalous] = line.split("\t");
    return { index: Number(index), key: key!, score: Number(score), anomalous: anomalous === "1" };
  });
}

export async function goldenEvents(): Promise<readonly Buffer[]> {
  const events: Buffer[] = [];
  for await (const bytes of readEventFile(new URL("sample.events.gz", folder).pathname))
    events.push(Buffer.from(bytes));
  return events;
}
