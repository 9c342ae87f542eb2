/** What one container reports of one interval. */

import type { SimulatedContainer } from "./fleet.ts";
import type { ProcessIdentity } from "./profile.ts";
import type { Episode } from "./schedule.ts";

export type SimulatedKind = "resource" | "frequency";

/** Valid until the next event is taken: the measurements are reused. */
export interface SimulatedEvent {
  readonly kind: SimulatedKind;
  /** Event time in ms since the epoch. */
  readonly time: number;
  readonly container: SimulatedContainer;
  readonly process: ProcessIdentity & { readonly pid: number; readonly ppid: number };
  /** In `resourceFeatures` order; for `resource`. */
  readonly resource: Float64Array;
  /** Count by syscall number; for `frequency`. */
  readonly syscalls: ReadonlyMap<number, number>;
  /** The attack that had a part in this event. */
  readonly episode: Episode | undefined;
}
