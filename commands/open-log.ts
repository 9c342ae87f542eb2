/** Opens the log for a command that has no runtime around it, and waits until it answers. */

import type { Settings } from "../config/settings.ts";
import type { Log } from "../log/port.ts";
import type { CommandContext } from "./context.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Says what it waits for, once for each kind of trouble. The caller closes the log.
 *
 * @returns `undefined` where the command was stopped while it waited.
 */
export async function openLog(
  settings: Settings,
  { logger }: Pick<CommandContext, "logger">,
  surroundings: Surroundings,
): Promise<Log | undefined> {
  const log = await surroundings.openLog(settings, logger);
  let said = "";
  const onWaiting = (problem: Error): void => {
    if (problem.message === said) return;
    said = problem.message;
    logger.warn({ error: problem.message }, "waiting for Kafka");
  };
  try {
    await log.ready(onWaiting, surroundings.stop);
    if (!surroundings.stop.aborted) return log;
  } catch (error) {
    if (!surroundings.stop.aborted) throw error;
  }
  await log.close();
  return undefined;
}
