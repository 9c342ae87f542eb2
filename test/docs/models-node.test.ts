/** docs/models-node.md: its manifest is one, and its table has every feature. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { parseManifest } from "../../models/onnx/manifest.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { featureTraits } from "../../nodes/judge/feature-traits.ts";

const page = readFileSync(new URL("../../docs/models-node.md", import.meta.url), "utf8");

it("the manifest on the page is read, with both kinds of scales", () => {
  const [, json = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
  const manifest = parseManifest(json.replace("<64 hexadecimal digits>", "0".repeat(64)));
  assert.deepEqual(
    manifest.features.map(({ scale: { name, transform, unit, center, divisor } }) => [
      name,
      transform,
      unit,
      center,
      divisor,
    ]),
    [
      ["avg_cpu", "identity", 1, 0, 1],
      ["net_bytes_in", "log1p", 1000, 6.2, 1.4],
    ],
  );
  assert.deepEqual([manifest.windows, manifest.output, manifest.threshold], [30, "reconstruction", 2.5]);
});

it("the table of features names each, in order, with the scale that training gives it", () => {
  const rows = [...page.matchAll(/^\| (`.*?) +\| .*? \| (.*?) +\|$/gm)].map(([, names = "", scale]) => ({
    names: [...names.matchAll(/`([a-z_]+)`/g)].map(([, name = ""]) => name),
    scale,
  }));
  const listed = rows.flatMap(({ names, scale }) =>
    names.map((name) => [name.startsWith("_") ? `container_anomalies${name}` : name, scale]),
  );
  const scaleOf = (unit: number | undefined): string =>
    unit === undefined ? "as it is" : unit === 1 ? "ln(1 + x)" : "ln(1 + x / unit)";
  assert.deepEqual(
    listed.slice(0, nodeFeatures.length),
    featureTraits.map(({ feature, unit }) => [feature, scaleOf(unit)]),
  );
});
