/** A clock by which hours pass while others wait for seconds. */

import { type Clock, systemClock } from "../../runtime/clock.ts";

export const hastyClock: Clock = {
  ...systemClock,
  elapsed: () => 100 * systemClock.elapsed(),
  sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
};
