/**
 * Requests, releases, persons, failing networks and crashes in any order: no budget is ever exceeded, nothing of other people's
 * is changed, and in the end every request is answered once and every mark accounted for. PICKET_TEST_SEED gives other orders.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { decisionOf, isOutcomeCode } from "../../enforcer/outcome.ts";
import type { CordonRequest } from "../../enforcer/request.ts";
import { Random } from "../../simulate/random.ts";
import { Happenings, isHeld } from "./happenings.ts";
import { minute, type Process, World } from "./world.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "many worlds";
const rounds = 20;
const happeningsARound = 60;
const budget = { nodes: 3, percent: 50, percentOfZone: 50 };
const leaseDurationMs = 15_000;

describe(`whatever happens (PICKET_TEST_SEED="${seed}")`, () => {
  it(`no budget is exceeded and nothing of others is changed, in ${rounds} worlds`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const trial = new Trial(new Random(`${seed} ${round}`));
      try {
        await trial.play();
      } catch (error) {
        throw new Error(`round ${round}: ${String(error)}\n${trial.happenings.log.join("\n")}`, { cause: error });
      }
    }
  });
});

class Trial {
  readonly happenings: Happenings;
  readonly #world: World;
  readonly #random: Random;
  readonly #requests: CordonRequest[] = [];
  readonly #excesses: string[] = [];
  #processes: Process[] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#world = new World({
      fleet: { nodes: [{ name: "node", count: 8, zones: ["zone-a", "zone-b"] }] },
      policy: { budget, release: { healthyFor: "20m", vetoFor: "30m" } },
      leaseDurationMs,
    });
    this.happenings = new Happenings(this.#world.cluster, random, { nodes: [6, 12] });
    this.#world.cluster.subscribe(() => this.#checkBudget());
  }

  async play(): Promise<void> {
    this.#processes = [this.#world.start(), this.#world.start()];
    for (let count = 0; count < happeningsARound; count += 1) {
      await this.#next();
      await this.#world.clock.advance(this.#random.integer(0, 20_000));
      assert.deepEqual(this.happenings.wrongs, []);
      assert.deepEqual(this.#excesses, []);
    }
    await this.#settle();
    await this.#world.close();
  }

  async #next(): Promise<void> {
    if (this.#random.chance(0.5)) return this.happenings.next();
    if (this.#random.chance(0.2)) return this.#crash();
    const names = [...this.#world.cluster.truth.nodes.keys()];
    const node = names[this.#random.integer(0, names.length - 1)] ?? assert.fail();
    const action = this.#random.chance(0.25) ? "release" : "cordon";
    const request = this.#world.aRequest(node, { action });
    this.#requests.push(request);
    this.happenings.log.push(`a request asks to ${action} ${node}`);
    await this.#world.sendRequests([request]);
  }

  async #crash(): Promise<void> {
    const [process] = this.#processes.splice(this.#random.integer(0, this.#processes.length - 1), 1);
    if (process) await this.#world.crash(process);
    this.happenings.log.push("a replica is killed, and another starts");
    this.#processes.push(this.#world.start());
  }

  /** Once nothing happens any more, all that was begun comes to its end. */
  async #settle(): Promise<void> {
    await this.happenings.calm();
    for (let minutes = 0; minutes < 40; minutes += 1) {
      await this.#world.clock.advance(minute);
      await pause(2);
    }
    assert.deepEqual(this.happenings.wrongs, []);
    assert.deepEqual(this.#excesses, []);
    for (const request of this.#requests) {
      const codes = this.#world.outcomesOf(request).map(({ code }) => code);
      const final = codes.filter((code) => isOutcomeCode(code) && decisionOf(code) !== "deferred");
      assert.equal(
        final.length,
        1,
        `${request.id} (${request.action} ${request.node}) has the outcomes ${codes.join()}`,
      );
    }
    for (const { name, uid } of this.#heldNodes()) {
      assert.equal(
        this.#world.cluster.truth.quarantines.get(name)?.status?.nodeUid,
        uid,
        `${name} is marked for nothing`,
      );
    }
  }

  #heldNodes() {
    return [...this.#world.cluster.truth.nodes.values()].filter(isHeld);
  }

  /** By count alone: shares and zones change with the fleet, which is not the enforcer's doing. */
  #checkBudget(): void {
    const held = this.#heldNodes().map(({ name }) => name);
    if (held.length > budget.nodes) this.#excesses.push(`after ${this.happenings.log.length}: ${held.join()} are held`);
  }
}
