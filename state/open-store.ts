/** From a setting to the store of snapshots that it names. Connects to nothing yet. */

import { PicketError } from "../errors/picket-error.ts";
import { FileStore } from "./file-store.ts";
import { MemoryStore } from "./memory-store.ts";
import type { SnapshotStore } from "./port.ts";
import { RedisStore, type RedisStoreOptions } from "./redis-store.ts";

/** What does not concern the kind of store that `location` names is not looked at. */
export type StoreOptions = RedisStoreOptions;

/**
 * `location` is one of `memory:`, `file:DIRECTORY`, `redis://HOST:PORT`, `redis+sentinel://HOST,HOST/MASTER` and
 * `redis+cluster://HOST,HOST`; see redis/connect.ts for TLS and credentials.
 * @throws PicketError `SETTINGS_INVALID` for any other.
 */
export function openStore(options: StoreOptions): SnapshotStore {
  const { location } = options;
  if (location === "memory:") return new MemoryStore();
  if (location.startsWith("file:") && location.length > 5) return new FileStore(location.slice(5));
  if (/^rediss?(\+\w+)?:/.test(location)) return new RedisStore(options);
  throw new PicketError(
    "SETTINGS_INVALID",
    "the location of the snapshots is not memory:, file:DIRECTORY or redis://...",
  );
}
