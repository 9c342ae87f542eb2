/** The settings of requests to cordon and release nodes: who may make them, and how that is proven. */

import { z } from "zod";
import { duration, oneOf, readableFile } from "./kinds.ts";
import { optionalSetting, setting } from "./setting.ts";

export const requestSettings = z.object({
  signingKey: optionalSetting(readableFile, {
    variable: "PICKET_SIGNING_KEY",
    unset: "requests are not signed",
    help: "PEM file of the private key that requests are signed with; `picket keys generate` makes one.",
  }),
  keyRing: optionalSetting(readableFile, {
    variable: "PICKET_KEY_RING",
    unset: "no key is known",
    help: "JSON file of the public keys whose signatures are accepted.",
  }),
  unsigned: setting(oneOf("refuse", "accept"), {
    variable: "PICKET_UNSIGNED_REQUESTS",
    default: "refuse",
    help: "What becomes of requests without a signature; accept lets everyone who may write to the topic cordon nodes.",
  }),
  lifetimeMs: setting(duration(1000, 86_400_000), {
    variable: "PICKET_REQUEST_LIFETIME",
    default: "10m",
    help: "How long a request by hand may wait before it is not begun any more; PICKET_REQUEST_MAX_LIFETIME bounds it.",
  }),
});
