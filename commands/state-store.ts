/** The store of states that the settings name. */

import type { Settings } from "../config/settings.ts";
import type { SnapshotPolicy } from "../runtime/snapshot-policy.ts";
import type { SnapshotStore } from "../state/port.ts";
import { patienceMs, redisLogin } from "./redis-login.ts";

/**
 * `undefined` where states are not kept. Connects to nothing yet; Redis' client is loaded only where it is needed. While the store
 * is away snapshots wait, events do not.
 */
export async function stateStore({ state }: Settings): Promise<SnapshotStore | undefined> {
  if (state.store === "none") return undefined;
  const { openStore } = await import("../state/open-store.ts");
  return openStore({
    location: state.store,
    keyPrefix: state.prefix,
    expiryMs: state.expiryMs,
    timeoutMs: patienceMs,
    ...redisLogin(state),
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
