/** Calls of a leader that was cut off, which land when another leads and has gone on without them. */

import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Log } from "../../log/port.ts";
import { minute, type Process, World } from "./world.ts";

describe("a call that lands late", () => {
  let world: World;
  afterEach(() => world.close());

  it("does not carry a request out again that another leader has decided", async () => {
    world = new World();
    const first = world.start();
    await world.until(() => first.enforcer.leads);
    const second = world.start();
    world.cluster.faults.next(10 * minute, { operation: "createQuarantine", client: "replica-1" });
    const request = await world.request("node-1");
    await world.clock.advance(100);
    await cutOff(world, second);
    await world.decided(request, "cordoned");
    const release = await world.request("node-1", { action: "release", evidence: [] });
    await world.decided(release, "released");
    await world.until(() => world.phaseOf("node-1") === undefined);

    const made = () => world.cluster.journal.calls.filter(({ operation }) => operation === "createQuarantine").length;
    const held: string[] = [];
    world.cluster.subscribe(() => held.push(...world.held));
    await world.clock.advance(10 * minute);
    assert.equal(made(), 2, "the call has landed");
    await world.until(() => world.phaseOf("node-1") === undefined);
    assert.deepEqual(held, []);
    assert.deepEqual(
      world.outcomesOf(request).map(({ code }) => code),
      ["cordoned"],
    );
  });

  it("does not throw out the leader that came after, when the log answers at last", async () => {
    world = new World();
    const answer = Promise.withResolvers<void>();
    const opened: string[] = [];
    const first = world.start({ ensureTopics: () => answer.promise, log: (log) => recorded(log, opened) });
    await world.until(() => first.enforcer.leads);
    const second = world.start();
    await world.clock.advance(100);
    await cutOff(world, second);
    await world.decided(await world.request("node-1"), "cordoned");
    assert.equal(first.enforcer.leads, false);
    answer.resolve();
    await world.clock.advance(1000);
    assert.deepEqual(opened, []);
    await world.decided(await world.request("node-2"), "cordoned");
  });
});

function recorded(log: Log, opened: string[]): Log {
  const producer = log.producer.bind(log);
  log.producer = (id) => {
    opened.push("producer");
    return producer(id);
  };
  return log;
}

/** The first replica cannot renew its lease, until `next` leads. */
async function cutOff({ cluster, clock }: World, next: Process): Promise<void> {
  while (!next.enforcer.leads) {
    for (const operation of ["readLease", "writeLease"] as const) {
      cluster.faults.next("unavailable", { operation, client: "replica-1" });
    }
    await clock.advance(2000);
  }
  cluster.faults.none();
}
