/** Something that goes on at a node and writes records now and then. */

import type { SimulatedRecord } from "./record.ts";

export interface Activity {
  /** When it acts next, in whole ms since the epoch; Infinity when it is over. */
  readonly due: number;
  /** Acts once: adds its records of that moment, all of time `due`, and sets when it acts next, which is not before. */
  act(into: SimulatedRecord[]): void;
}
