/**
 * Processes are killed at every step of their work, over and over, while requests come in: each request has one effect and one
 * final outcome all the same. 100 worlds, each after its seed; PICKET_TEST_SEED gives others.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decisionOf, isOutcomeCode } from "../../enforcer/outcome.ts";
import type { CordonRequest } from "../../enforcer/request.ts";
import { Random } from "../../simulate/random.ts";
import { Doom } from "./doom.ts";
import { minute, type Process, recordOf, World } from "./world.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "nine lives";
const rounds = 100;
const requestsARound = 8;
const nodes = 4;

interface Round {
  readonly world: World;
  readonly requests: readonly CordonRequest[];
  /** Nodes that became marked, in order. */
  readonly cordoned: readonly string[];
  /** Where processes ended. */
  readonly ends: readonly string[];
}

describe(`an enforcer that is killed at any step (PICKET_TEST_SEED="${seed}")`, () => {
  const ends = new Set<string>();

  it(`has one effect and one final outcome for each request, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const outcome = await play(new Random(`${seed} ${round}`));
      await outcome.world.close();
      try {
        check(outcome);
      } catch (error) {
        throw new Error(`round ${round}, killed at ${outcome.ends.join("; ")}: ${String(error)}`, { cause: error });
      }
      for (const end of outcome.ends) ends.add(end);
    }
  });

  it("was killed before and after each kind of step", () => {
    for (const step of ["createQuarantine", "patchNode", "updateStatus", "transact", "finishQuarantine"]) {
      assert.ok(ends.has(step), `never at ${step}`);
      assert.ok(ends.has(`${step}, answered`), `never at ${step}, answered`);
    }
    assert.ok(ends.has("fetch, answered"));
  });
});

async function play(random: Random): Promise<Round> {
  const world = new World({
    fleet: { nodes: [{ name: "node", count: nodes, zones: ["a"] }] },
    policy: { budget: { nodes: 2, percent: 100, percentOfZone: 100 }, release: { healthyFor: "30m" } },
  });
  const cordoned: string[] = [];
  const marked = new Map<string, boolean>();
  world.cluster.subscribe(({ kind, name, object }) => {
    if (kind !== "node" || object === undefined || !("annotations" in object)) return;
    const isMarked = "picket.dev/quarantine" in object.annotations;
    if (isMarked && marked.get(name) !== true) cordoned.push(name);
    marked.set(name, isMarked);
  });
  const requests: CordonRequest[] = [];
  const ends: string[] = [];
  let running = startDoomed(world, random, ends);
  while (requests.length < requestsARound) {
    const batch = Array.from({ length: random.integer(1, 3) }, () => {
      const action = random.chance(0.3) ? "release" : "cordon";
      return world.aRequest(`node-${random.integer(1, nodes)}`, { action });
    });
    requests.push(...batch);
    await world.send(batch.map((request) => recordOf(request)));
    // The next may come while these are under way, and a crash then finds them at different steps.
    if (requests.length < requestsARound && random.chance(0.4)) continue;
    await world.until(() => running.isOver() || batch.every((one) => world.outcomesOf(one).length > 0));
    if (!running.isOver()) continue;
    await world.crash(running.process);
    running = startDoomed(world, random, ends);
    // Others must see the lease unchanged for its duration.
    await world.clock.advance(20_000);
  }
  await world.crash(running.process);
  world.start();
  await world.clock.advance(20_000);
  const isDone = () => requests.every((request) => world.outcomesOf(request).some(isFinal));
  for (let waited = 0; waited < 12 && !isDone(); waited += 1) await world.clock.advance(minute);
  return { world, requests, cordoned, ends };
}

function startDoomed(world: World, random: Random, ends: string[]): { process: Process; isOver: () => boolean } {
  let over = false;
  const doom: Doom = new Doom(random.integer(1, 30), () => {
    over = true;
    ends.push(doom.steps.at(-1) ?? "");
    void world.crash(process);
  });
  const process = world.start({ cluster: (one) => doom.cluster(one), log: (one) => doom.log(one) });
  return { process, isOver: () => over };
}

function check({ world, requests, cordoned }: Round): void {
  for (const request of requests) {
    const codes = world.outcomesOf(request).map(({ code }) => code);
    const final = world.outcomesOf(request).filter(isFinal);
    assert.equal(final.length, 1, `${request.id} (${request.action} ${request.node}) has the outcomes ${codes.join()}`);
  }
  const told = world.outcomes.filter(({ code }) => code === "cordoned").map(({ node }) => node);
  assert.deepEqual([...cordoned].sort(), [...told].sort(), "a node is cordoned as often as that is told");
  const ids = world.outcomes.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, "nothing is told twice");
}

function isFinal({ code }: { readonly code: string }): boolean {
  return isOutcomeCode(code) && decisionOf(code) !== "deferred";
}
