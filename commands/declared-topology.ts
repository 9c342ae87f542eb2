/** The topology as the settings ask for it: their detectors, their container key, their stages. */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Settings } from "../config/settings.ts";
import { PicketError } from "../errors/picket-error.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import type { Topology } from "../topology/builder.ts";
import type { Detector } from "../topology/detector.ts";
import { builtInDetectors } from "../topology/detectors/built-in.ts";
import { picket } from "../topology/picket.ts";

/**
 * @throws PicketError `SETTINGS_INVALID` where a detector is not known, a module of detectors cannot be loaded, or no
 * stage is left to run.
 */
export async function declaredTopology(settings: Settings): Promise<Topology> {
  const { detection, processing } = settings;
  const known = [...builtIn(settings), ...(await ownDetectors(detection.modules ?? []))];
  const topology = picket({
    detectors: chosen(known, detection.detectors),
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

function builtIn({ detection }: Settings): readonly Detector<EbpfEvent>[] {
  return builtInDetectors({
    model: detection.model,
    profile: detection.profile,
    warmup: {
      size: detection.warmupSize,
      timeMs: detection.warmupTimeMs,
      sizePerContainer: detection.warmupSizePerContainer,
    },
  });
}

/** Modules export `detectors`, a list of values as topology/detector.ts describes them; see examples/. */
async function ownDetectors(modules: readonly string[]): Promise<readonly Detector<EbpfEvent>[]> {
  const loaded = await Promise.all(modules.map((path) => load(path)));
  return loaded.flat();
}

async function load(path: string): Promise<readonly Detector<EbpfEvent>[]> {
  try {
    const module: { detectors?: readonly Detector<EbpfEvent>[] } = await import(pathToFileURL(resolve(path)).href);
    if (!Array.isArray(module.detectors)) throw new TypeError("it exports no list named `detectors`");
    return module.detectors;
  } catch (cause) {
    const message = `PICKET_DETECTOR_MODULES: ${path} cannot be loaded: ${String(cause)}`;
    throw new PicketError("SETTINGS_INVALID", message, { cause });
  }
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
