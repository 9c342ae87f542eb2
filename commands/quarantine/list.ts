/** `picket quarantine list`: what Picket has done, and is asked to do, to which nodes. */

import type { Settings } from "../../config/settings.ts";
import { formatSpan } from "../../config/span.ts";
import { fleetMap, summary } from "../../console/fleet/fleet-map.ts";
import { phaseText } from "../../console/fleet/quarantine-text.ts";
import { paletteFor } from "../../console/terminal/palette.ts";
import { visible } from "../../console/terminal/visible.ts";
import type { Quarantine } from "../../enforcer/quarantine/quarantine.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings } from "../surroundings.ts";
import { table } from "../table.ts";
import { quarantineJson } from "./quarantine-json.ts";
import { type ClusterSurroundings, withCluster } from "./with-cluster.ts";

export interface ListOptions {
  readonly json?: boolean;
  readonly map?: boolean;
}

export async function list(
  settings: Pick<Settings, "kubernetes">,
  { json = false, map = false }: ListOptions,
  context: Pick<CommandContext, "logger">,
  surroundings: ClusterSurroundings = processSurroundings(),
): Promise<void> {
  const { stdout, clock } = surroundings;
  await withCluster(settings, context, surroundings, ({ fleet }) => {
    const quarantines = [...fleet.quarantines.values()].sort((one, other) => one.name.localeCompare(other.name));
    const now = clock.now();
    if (json)
      stdout.write(
        `${JSON.stringify(
          quarantines.map((one) => quarantineJson(one, fleet)),
          null,
          2,
        )}\n`,
      );
    else if (map) stdout.write(`${fleetMap(fleet, { now, palette: paletteFor(stdout) })}\n`);
    else if (quarantines.length === 0) stdout.write(`No quarantines. ${summary(fleet)}.\n`);
    else stdout.write(`${table([head, ...quarantines.map((one) => row(one, now))])}\n\n${summary(fleet)}\n`);
  });
}

const head = ["NODE", "PHASE", "SEVERITY", "SINCE", "UNTIL", "EVIDENCE", "REASON"];

function row(quarantine: Quarantine, now: number): readonly string[] {
  const { name, spec, status, createdAt } = quarantine;
  return [
    name,
    phaseText(quarantine),
    spec.severity,
    `${formatSpan(now - (status?.since ?? createdAt))} ago`,
    status?.until === undefined ? "-" : `in ${formatSpan(status.until - now)}`,
    String(status?.evidenceCount ?? spec.evidence.length),
    visible(spec.reason),
  ];
}
