/** Watches all resources of the fleet at once, and tells of the whole: complete or not, in trouble or not. */

import { isPassing } from "./errors.ts";
import type { ReflectorOptions } from "./reflector.ts";

export interface FleetWatchOptions extends Pick<ReflectorOptions, "server" | "clock"> {
  readonly stop: AbortSignal;
  /** Runs one resource until it is told to stop. */
  readonly reflectors: readonly ((options: ReflectorOptions) => Promise<void>)[];
  /** Every first list is complete. */
  readonly onComplete: () => void;
  readonly onTrouble: (problem: Error | undefined) => void;
}

/**
 * @returns when every first list is complete, or `stop` aborted before. @throws PicketError for what waiting does not heal, as
 * long as they are not; later that is told as trouble: someone may be changing the rights of a running enforcer.
 */
export async function watchFleet(options: FleetWatchOptions): Promise<void> {
  const { reflectors, server, clock, onTrouble } = options;
  const giveUp = new AbortController();
  const stop = AbortSignal.any([options.stop, giveUp.signal]);
  const troubles = new Map<number, Error>();
  const unlisted = new Set(reflectors.keys());
  const { promise: complete, resolve, reject } = Promise.withResolvers<void>();
  const running = reflectors.map((reflector, index) =>
    reflector({
      server,
      clock,
      stop,
      onListed: () => {
        if (!unlisted.delete(index) || unlisted.size > 0) return;
        options.onComplete();
        resolve();
      },
      onTrouble: (problem) => {
        if (problem !== undefined && unlisted.size > 0 && !isPassing(problem)) throw problem;
        if (problem !== undefined) troubles.set(index, problem);
        else if (!troubles.delete(index)) return;
        onTrouble(troubles.values().next().value);
      },
    }),
  );
  Promise.all(running).then(() => resolve(), reject);
  try {
    await complete;
  } catch (error) {
    giveUp.abort();
    throw error;
  }
}
