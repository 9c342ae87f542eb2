/** Targets from a file in the form of Prometheus' file_sd, YAML or JSON; the label `node` names the node of its targets. */

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { readYaml } from "../../config/yaml-file.ts";
import { parseTarget, type TargetSource } from "./target.ts";

const readEveryMs = 5000;

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
const groups = z
  .array(z.object({ targets: z.array(z.string()), labels: z.record(z.string(), z.string()).default({}) }))
  .optional()
  .transform((all = []) => all);

/** Reads it again each time. @throws (from `find`) PicketError `SETTINGS_INVALID` with all mistakes. */
export function targetsFile(file: string): TargetSource {
  return {
    name: file,
    everyMs: readEveryMs,
    find: async () =>
      readYaml(await readFile(file, "utf8"), groups, file, "file of targets").flatMap(({ targets, labels: { node } }) =>
        targets.map((target) => parseTarget(target, node)),
      ),
  };
}
