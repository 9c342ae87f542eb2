/** A session that saves while something happens to its store: what is read meanwhile is always true for its offset. */

import assert from "node:assert/strict";
import { hasCode } from "../../errors/picket-error.ts";
import type { SnapshotStore, StateScope } from "../../state/port.ts";
import { fail, identity, request } from "./contract.ts";

export interface Happening {
  /** Starts when a dozen saves are done, and goes on beside the next. */
  readonly start: () => Promise<unknown>;
  /** Whether it is over, as seen after a save. */
  readonly isOver: () => Promise<boolean>;
}

/**
 * Saves until a dozen saves were taken after it was over, reading each through `other`.
 * @returns how often the store was away, and how often it asked for everything again.
 */
export async function savedThrough(
  { start, isOver }: Happening,
  { store, other, scope }: { readonly store: SnapshotStore; readonly other: SnapshotStore; readonly scope: StateScope },
): Promise<{ readonly away: number; readonly incomplete: number }> {
  const session = store.open(scope, identity);
  const history = new Map<number, Record<string, string>>();
  const [state, counted] = [{} as Record<string, string>, { away: 0, incomplete: 0 }];
  let changed: Record<string, string> = {};
  let happening: Promise<unknown> | undefined;
  for (let offset = 1, saved = 0, left = 12; left > 0; offset += 1) {
    const change = { [`n${offset % 7}`]: `at ${offset}`, last: String(offset) };
    Object.assign(state, change);
    Object.assign(changed, change);
    history.set(offset, { ...state });
    try {
      const outcome = await session.save(request(offset, changed));
      assert.notEqual(outcome, "refused", "nobody else saves");
      changed = outcome === "saved" ? {} : { ...state };
      if (outcome === "incomplete") counted.incomplete += 1;
      else saved += 1;
      const snapshot = await other.open(scope, identity).load(fail);
      if (outcome === "saved") assert.equal(snapshot?.manifest.offset, offset);
      const found = Object.fromEntries([...(snapshot?.entries ?? [])].map(([name, bytes]) => [name, String(bytes)]));
      assert.deepEqual(found, history.get(snapshot?.manifest.offset ?? 0) ?? {});
      if (saved === 12) happening ??= start();
      if (happening && outcome === "saved" && (await isOver())) left -= 1;
    } catch (error) {
      if (!hasCode(error, "STATE_UNAVAILABLE")) throw error;
      counted.away += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  await happening;
  return counted;
}
