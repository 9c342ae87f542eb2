/** One snapshot on its way from a file into the store. */

import type { SaveRequest, StateIdentity, StateScope } from "../../state/port.ts";

export interface PlannedImport {
  readonly scope: StateScope;
  readonly identity: StateIdentity;
  readonly request: SaveRequest & { readonly changed: ReadonlyMap<string, Uint8Array> };
}
