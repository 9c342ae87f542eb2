/** The detectors that the settings know: those that Picket brings, and those of the user's own modules. */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Settings } from "../config/settings.ts";
import { PicketError } from "../errors/picket-error.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import type { Detector } from "../topology/detector.ts";
import { builtInDetectors } from "../topology/detectors/built-in.ts";

/** @throws PicketError `SETTINGS_INVALID` where a module cannot be loaded, or a name is there twice. */
export async function knownDetectors({ detection }: Settings): Promise<readonly Detector<EbpfEvent>[]> {
  const builtIn = builtInDetectors({
    model: detection.model,
    profile: detection.profile,
    warmup: {
      size: detection.warmupSize,
      timeMs: detection.warmupTimeMs,
      sizePerContainer: detection.warmupSizePerContainer,
    },
  });
  const own = await Promise.all((detection.modules ?? []).map((path) => load(path)));
  const known = [...builtIn, ...own.flat()];
  const names = known.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return known;
  throw new PicketError("SETTINGS_INVALID", `PICKET_DETECTOR_MODULES: there are two detectors of the name ${twice}.`);
}

type DetectorFields = Record<keyof Detector<EbpfEvent>, z.ZodType>;

const method = z.custom((value) => typeof value === "function", "expected a function");

/** What can be checked of topology/detector.ts without running it. */
const ownDetectors = z.object({
  detectors: z
    .array(
      z.object({
        name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected kebab-case"),
        model: z.string(),
        profile: z.string(),
        version: z.string(),
        scope: z.enum(["container", "global"]),
        reads: z.enum(["resource", "syscalls"]),
        accepts: method,
        open: method,
        restore: method,
      } satisfies DetectorFields),
    )
    .min(1),
});

async function load(path: string): Promise<readonly Detector<EbpfEvent>[]> {
  const module = await importModule(path);
  const checked = ownDetectors.safeParse(module);
  if (checked.success) return module.detectors;
  const problems = checked.error.issues.map((issue) => `\n  ${issue.path.join(".")}: ${issue.message}`);
  throw new PicketError(
    "SETTINGS_INVALID",
    `PICKET_DETECTOR_MODULES: ${path} does not export a list \`detectors\` as topology/detector.ts describes them:${problems.join("")}`,
  );
}

async function importModule(path: string): Promise<{ readonly detectors: readonly Detector<EbpfEvent>[] }> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    throw new PicketError("SETTINGS_INVALID", `PICKET_DETECTOR_MODULES: ${path} cannot be loaded.`, { cause });
  }
}
