/** Starts what a long-running command says about itself, and says where it can be asked. */

import type { Settings } from "../config/settings.ts";
import type { Health } from "../telemetry/health.ts";
import { startTelemetry, type Telemetry } from "../telemetry/telemetry.ts";
import type { CommandContext } from "./context.ts";

/** The caller closes it. @throws PicketError `SETTINGS_INVALID` when the port that was asked for cannot be opened. */
export async function openTelemetry(
  { telemetry: settings }: Settings,
  { logger, environment, version }: CommandContext,
  health: () => Health,
): Promise<Telemetry> {
  const telemetry = await startTelemetry({ settings, environment, logger, health, version });
  if (telemetry.port !== undefined) logger.info({ port: telemetry.port }, "metrics, healthz and readyz are served");
  return telemetry;
}
