/** examples/prometheus.yml sends what is read, and nothing else. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { load } from "js-yaml";
import { z } from "zod";
import { metricNames } from "../../sources/prometheus/node-metric.ts";

const configuration = z.object({
  scrape_configs: z.array(z.object({ relabel_configs: z.array(z.object({ target_label: z.string() })) })),
  remote_write: z.array(
    z.object({
      url: z.string(),
      write_relabel_configs: z.array(z.object({ source_labels: z.tuple([z.literal("__name__")]), regex: z.string() })),
    }),
  ),
});

it("keeps the families that are read, and names nodes by the label that is the default", () => {
  const text = readFileSync(new URL("../../examples/prometheus.yml", import.meta.url), "utf8");
  const { scrape_configs: scrapes, remote_write: writes } = configuration.parse(load(text));
  assert.ok(scrapes[0]?.relabel_configs.some((rule) => rule.target_label === "node"));
  const kept = new RegExp(`^(?:${writes[0]?.write_relabel_configs[0]?.regex})$`);
  for (const name of Object.values(metricNames)) assert.match(name, kept);
  for (const name of ["node_load1", "node_memory_MemFree_bytes", "xnode_cpu_seconds_total"])
    assert.doesNotMatch(name, kept);
});
