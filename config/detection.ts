/** The settings of what is detected and how: the models, their warm-up, the detectors, the key. */

import { z } from "zod";
import { detectorNames, integer, oneOf, readableFiles, seconds } from "./kinds.ts";
import { setting, optionalSetting } from "./setting.ts";

export const detectionSettings = z.object({
  model: setting(oneOf("hst", "ocsvm"), {
    variable: "ML_MODEL",
    default: "hst",
    help: "The model family: half-space trees or the one-class support vector machine.",
    common: true,
  }),
  detectors: setting(detectorNames, {
    variable: "PICKET_DETECTORS",
    default: "all",
    help: "The detectors that run.",
    common: true,
  }),
  profile: setting(oneOf("river"), {
    variable: "PICKET_PROFILE",
    default: "river",
    help: "How thresholds are set; river decides as River's models do.",
    common: true,
  }),
  warmupSize: setting(integer(0), {
    variable: "WARMUP_SIZE",
    default: "3000",
    help: "Events that a global detector at most learns from before it scores.",
    common: true,
  }),
  warmupTimeMs: setting(seconds, {
    variable: "WARMUP_TIME",
    default: "240",
    help: "Seconds of event time that a global detector at most learns for before it scores.",
    common: true,
  }),
  warmupSizePerContainer: setting(integer(1), {
    variable: "WARMUP_SIZE_PC",
    default: "50",
    help: "The event of a container from which on its own detectors score; those before it are only learned.",
    common: true,
  }),
  containerKey: setting(oneOf("image", "id"), {
    variable: "PICKET_CONTAINER_KEY",
    default: "image",
    help: "What one state stands for: all containers of an image, or each container by its id.",
  }),
  modules: optionalSetting(readableFiles, {
    variable: "PICKET_DETECTOR_MODULES",
    unset: "none",
    help: "Modules that export detectors of your own.",
  }),
});
