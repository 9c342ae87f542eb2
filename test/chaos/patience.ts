/** Bounds on waiting: so generous that only what hangs runs into them. */

import { systemClock } from "../../runtime/clock.ts";

/** @throws Error when `what` takes longer than that. */
export async function within<T>(seconds: number, what: string, waiting: Promise<T>): Promise<T> {
  const done = new AbortController();
  const overdue = systemClock.sleep(seconds * 1000, done.signal).then(() => {
    if (!done.signal.aborted) throw new Error(`${what}: not within ${seconds} s`);
  });
  try {
    return await Promise.race([waiting, overdue.then(() => waiting)]);
  } finally {
    done.abort();
  }
}
