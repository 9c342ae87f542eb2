/** The store of states that the settings name. */

import { readFileSync } from "node:fs";
import type { Settings } from "../config/settings.ts";
import type { SnapshotPolicy } from "../runtime/snapshots.ts";
import type { SnapshotStore } from "../state/port.ts";

/** A store that does not answer for so long is taken to be away; snapshots wait, events do not. */
const patienceMs = 5000;

/** `undefined` where states are not kept. Connects to nothing yet; Redis' client is loaded only where it is needed. */
export async function stateStore({ state }: Settings): Promise<SnapshotStore | undefined> {
  if (state.store === "none") return undefined;
  const { openStore } = await import("../state/open-store.ts");
  return openStore({
    location: state.store,
    keyPrefix: state.prefix,
    expiryMs: state.expiryMs,
    timeoutMs: patienceMs,
    ...(state.username === undefined ? {} : { username: state.username }),
    ...(state.password === undefined ? {} : { password: state.password }),
    ...(state.tlsCa === undefined ? {} : { tls: { ca: readFileSync(state.tlsCa) } }),
  });
}

export function snapshotPolicy({ state }: Settings): SnapshotPolicy {
  return {
    intervalMs: state.snapshotIntervalMs,
    changedStates: state.snapshotStates,
    idleAfterMs: state.idleAfterMs,
    keysInMemory: state.keysInMemory,
  };
}
