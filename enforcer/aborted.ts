/** The end of a signal, for races with what cannot be told to end. */

export function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

/** What the task comes to, or `undefined` once the signal aborts; leaves nothing on a signal that lives for long. */
export async function unlessAborted<Result>(signal: AbortSignal, task: Promise<Result>): Promise<Result | undefined> {
  const { promise: end, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => resolve(undefined);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([task, end]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
