/** The store that a `picket state` command works on. */

import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { SnapshotStore } from "../../state/port.ts";
import { stateStore } from "../state-store.ts";

/** @throws PicketError `SETTINGS_INVALID` where the settings name no store, or one that ends with its process. */
export async function withStore<Result>(
  settings: Settings,
  work: (store: SnapshotStore) => Promise<Result>,
): Promise<Result> {
  const store = settings.state.store === "memory:" ? undefined : await stateStore(settings);
  if (store === undefined) {
    throw new PicketError(
      "SETTINGS_INVALID",
      `PICKET_STATE=${settings.state.store}: nothing is stored there; name a store, such as --state redis://localhost:6379.`,
    );
  }
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
