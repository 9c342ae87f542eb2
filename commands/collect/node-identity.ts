/** How samples say which node they are of, as the settings have it. */

import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Settings } from "../../config/settings.ts";
import { readYaml } from "../../config/yaml-file.ts";
import type { NodeIdentity } from "../../sources/prometheus/node-metric.ts";

/** @throws PicketError `SETTINGS_INVALID` where the file of names is no map of texts. */
export function nodeIdentity({ nodeLabel, nodeNames: file }: Settings["collect"]): NodeIdentity {
  if (file === undefined) return { label: nodeLabel };
  const names = readYaml(readFileSync(file, "utf8"), namesByValue, file, "file of node names");
  return { label: nodeLabel, names: new Map(Object.entries(names)) };
}

const namesByValue = z.record(z.string(), z.string().min(1));
