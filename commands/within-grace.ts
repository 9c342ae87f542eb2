/** Lets a job that was told to stop finish, but not for ever. */

import { PicketError } from "../errors/picket-error.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Once told to stop, `running` has this long; what is not committed then is aborted and done again by the next start.
 * @throws PicketError `SHUTDOWN_TIMEOUT`, or what `running` rejects with.
 */
export async function withinGrace(
  running: Promise<void>,
  graceMs: number,
  { clock, stop }: Pick<Surroundings, "clock" | "stop">,
): Promise<void> {
  const done = new AbortController();
  const overdue = new Promise<never>((_, reject) => {
    const forced = async (): Promise<void> => {
      await clock.sleep(graceMs, done.signal);
      reject(new PicketError("SHUTDOWN_TIMEOUT", `Stopping took longer than ${graceMs} ms; forced.`));
    };
    stop.addEventListener("abort", () => void forced(), { once: true });
  });
  await Promise.race([running, overdue]).finally(() => done.abort());
}
