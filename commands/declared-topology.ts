/** The topology as the settings ask for it: their detectors, their container key, their stages. */

import { readFileSync } from "node:fs";
import type { Settings } from "../config/settings.ts";
import { PicketError } from "../errors/picket-error.ts";
import { defaultNodePolicy, parseNodePolicy } from "../nodes/policy/policy.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import type { Topology } from "../topology/builder.ts";
import type { Detector } from "../topology/detector.ts";
import type { NodePathOptions } from "../topology/node-path.ts";
import { picket, type PicketOptions } from "../topology/picket.ts";
import { nodeIdentity } from "./collect/node-identity.ts";
import { unloadedModels } from "./node-models.ts";
import { provenanceOf } from "./provenance.ts";
import { knownDetectors } from "./known-detectors.ts";

type LoadedModels = NonNullable<NodePathOptions["models"]>["advisor"];

/**
 * @param models that are loaded, where the settings name any and the topology is to run.
 * @throws PicketError `SETTINGS_INVALID` where a detector is not known, a module of detectors cannot be loaded, a file of nodes'
 * names or of their policy is wrong, or no stage is left to run.
 */
export async function declaredTopology(settings: Settings, models?: LoadedModels): Promise<Topology> {
  const { detection, processing } = settings;
  const topology = picket({
    detectors: chosen(await knownDetectors(settings), detection.detectors),
    containerKey: detection.containerKey,
    maxEventBytes: processing.maxEventBytes,
    ...(settings.nodes.areJudged ? { nodes: nodePath(settings, models) } : {}),
    provenance: provenanceOf(settings.nodes),
  });
  const wanted: readonly string[] = processing.stages;
  const stages = topology.stages.map(({ name }) => name).filter((name) => wanted.includes(name));
  if (stages.length > 0) return topology.only(stages);
  const declared = topology.stages.map(({ name }) => name).join(", ");
  throw new PicketError(
    "SETTINGS_INVALID",
    `PICKET_STAGES=${processing.stages.join(",")} leaves nothing to run: these detectors and sensors need the stages ${declared}.`,
  );
}

function nodePath({ nodes, collect }: Settings, loaded?: LoadedModels): NonNullable<PicketOptions["nodes"]> {
  const { sensors, windowLengthMs, windowGraceMs, suspiciousPorts, groups = [], policy, models } = nodes;
  return {
    sensors,
    identity: nodeIdentity(collect),
    windows: {
      lengthMs: windowLengthMs,
      graceMs: windowGraceMs,
      suspiciousPorts: new Set(suspiciousPorts),
      groups: groups.map(({ pattern, name }) => ({ pattern, group: name })),
    },
    policy: policy === undefined ? defaultNodePolicy : parseNodePolicy(readFileSync(policy, "utf8"), policy),
    ...(models === undefined
      ? {}
      : { models: { advisor: loaded ?? unloadedModels(models), windows: nodes.modelWindows } }),
  };
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
