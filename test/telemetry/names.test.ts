/** docs/telemetry.md lists the metrics and spans that there are. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { attributeNames, metricNames, spanNames } from "../../telemetry/names.ts";

it("docs/telemetry.md names every metric and span, and no other", () => {
  const page = readFileSync(new URL("../../docs/telemetry.md", import.meta.url), "utf8");
  const listed = new Set([...page.matchAll(/`(picket\.[a-z_.]+)`/g)].map(([, name]) => name));
  for (const name of Object.values(attributeNames)) listed.delete(name);
  assert.deepEqual(listed, new Set([...Object.values(metricNames), ...Object.values(spanNames)]));
});
