/** The topology as the settings ask for it: their detectors, their container key, their stages. */

import type { Settings } from "../config/settings.ts";
import { PicketError } from "../errors/picket-error.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import type { Topology } from "../topology/builder.ts";
import type { Detector } from "../topology/detector.ts";
import { picket } from "../topology/picket.ts";
import { knownDetectors } from "./known-detectors.ts";

/**
 * @throws PicketError `SETTINGS_INVALID` where a detector is not known, a module of detectors cannot be loaded, or no
 * stage is left to run.
 */
export async function declaredTopology(settings: Settings): Promise<Topology> {
  const { detection, processing } = settings;
  const topology = picket({
    detectors: chosen(await knownDetectors(settings), detection.detectors),
    containerKey: detection.containerKey,
    maxEventBytes: processing.maxEventBytes,
  });
  const wanted: readonly string[] = processing.stages;
  const stages = topology.stages.map(({ name }) => name).filter((name) => wanted.includes(name));
  if (stages.length > 0) return topology.only(stages);
  const declared = topology.stages.map(({ name }) => name).join(", ");
  throw new PicketError(
    "SETTINGS_INVALID",
    `PICKET_STAGES=${processing.stages.join(",")} leaves nothing to run: these detectors need the stages ${declared}.`,
  );
}

function chosen(
  known: readonly Detector<EbpfEvent>[],
  names: "all" | readonly string[],
): readonly Detector<EbpfEvent>[] {
  if (names === "all") return known;
  const unknown = names.filter((name) => !known.some((detector) => detector.name === name));
  if (unknown.length === 0) return known.filter((detector) => names.includes(detector.name));
  const all = known.map((detector) => detector.name).join(", ");
  throw new PicketError(
    "SETTINGS_INVALID",
    `PICKET_DETECTORS: there is no detector ${unknown.join(", ")}; there are: ${all}.`,
  );
}
