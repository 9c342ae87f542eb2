/** `picket state drop`: forgets all that is stored of an application, which must be named and confirmed. */

import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { withStore } from "./own-store.ts";

export interface DropOptions {
  readonly yes?: boolean;
}

/**
 * @throws PicketError `SETTINGS_INVALID` unless `--application-id` is given, not merely set in the environment, and `--yes`
 * with it.
 */
export async function drop(
  settings: Settings,
  { yes = false }: DropOptions,
  { flags }: Pick<CommandContext, "flags">,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const { applicationId } = settings.processing;
  if (flags["PICKET_APPLICATION_ID"] === undefined)
    throw new PicketError("SETTINGS_INVALID", "Say whose states are to be forgotten: --application-id ID.");
  await withStore(settings, async (store) => {
    if (!yes) {
      const stored = await store.list(applicationId);
      throw new PicketError(
        "SETTINGS_INVALID",
        `This would forget the states of ${stored.length} partitions of ${applicationId}; say --yes to do it.`,
      );
    }
    const dropped = await store.drop(applicationId);
    stdout.write(`Forgot ${dropped} snapshots of ${applicationId}.\n`);
  });
}
