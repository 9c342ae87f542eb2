/** Who may speak for which node, as the settings have it. */

import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Settings } from "../config/settings.ts";
import { readYaml } from "../config/yaml-file.ts";
import type { Provenance } from "../nodes/ingest/provenance.ts";

/** @throws PicketError `SETTINGS_INVALID` where the file of identities is no map of names or lists of names. */
export function provenanceOf({ identityHeader: header, identities: file }: Settings["nodes"]): Provenance | undefined {
  if (header === undefined || file === undefined) return header === undefined ? undefined : { header };
  const nodes = readYaml(readFileSync(file, "utf8"), nodesBySender, file, "file of identities");
  return { header, nodes: new Map(Object.entries(nodes)) };
}

const name = z.string().min(1);
const nodesBySender = z.record(z.string(), z.union([name.transform((one) => [one]), z.array(name)]));
