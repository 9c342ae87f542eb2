/** Long work in slices: in between, heartbeats, requests and other partitions get their turn. */

import { setImmediate } from "node:timers/promises";

/** With the slowest states there are, some ten milliseconds. */
const sliceSize = 100;

export async function* inSlices<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  let count = 0;
  for (const item of items) {
    count += 1;
    if (count % sliceSize === 0) await setImmediate();
    yield item;
  }
}
