import assert from "node:assert/strict";
import { test } from "node:test";
import { DueQueue } from "../../simulate/nodes/due-queue.ts";
import { Random } from "../../simulate/random.ts";

test("whoever is due next comes next, and of those due at once the first of them", (context) => {
  const random = new Random("due-queue");
  context.diagnostic("seed due-queue");
  for (let round = 0; round < 300; round += 1) {
    const dues = Array.from({ length: random.integer(1, 40) }, () =>
      random.chance(0.1) ? Infinity : random.integer(0, 9),
    );
    const queue = new DueQueue(dues);
    for (let step = 0; step < 100; step += 1) {
      const time = Math.min(...dues);
      assert.equal(queue.time, time);
      if (time < Infinity) assert.equal(queue.member, dues.indexOf(time));
      const due = random.chance(0.05) ? Infinity : Math.min(time, 1e6) + random.integer(0, 5);
      dues[queue.member] = due;
      queue.postpone(due);
    }
  }
});

test("of nobody, nobody is due", () => {
  assert.equal(new DueQueue([]).time, Infinity);
});
