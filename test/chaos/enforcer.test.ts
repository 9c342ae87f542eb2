/**
 * Replicas of the enforcer are killed (SIGKILL) at exact places, round after round, on a real broker and a real API server: each
 * request has one effect and one final outcome. PICKET_CHAOS_ROUNDS makes it longer, PICKET_TEST_SEED other.
 */

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Change } from "../../enforcer/cluster/port.ts";
import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import { Random } from "../../simulate/random.ts";
import { isHeld } from "../enforcer/happenings.ts";
import { EnforcerTrial } from "../integration/enforcer-trial.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { kubernetesApi } from "../services/kubernetes.ts";
import { enforcerFailPoints } from "./enforcer-fail-point-names.ts";

const seed = process.env["PICKET_TEST_SEED"] ?? "cut short";
const rounds = Number(process.env["PICKET_CHAOS_ROUNDS"] ?? 6);
const failPointModule = fileURLToPath(new URL("enforcer-fail-points.ts", import.meta.url));
const nodes = ["node-1", "node-2", "node-3", "node-4", "node-5"] as const;

const [broker, api] = await Promise.all([kafkaBroker(), kubernetesApi()]);

describe(`enforcers that are killed (PICKET_TEST_SEED="${seed}")`, { skip: !broker || !api }, async () => {
  if (broker === undefined || api === undefined) return;
  const trial = await EnforcerTrial.begin(api, broker, "killed");
  const cordons = new Cordons(trial);
  after(async () => {
    await trial.end();
    await Promise.all([api.dispose(), broker.dispose()]);
  });
  await trial.createNodes(...nodes);

  it(`have one effect and one final outcome for each request, through ${rounds} kills`, async () => {
    const random = new Random(seed);
    const requests: CordonRequest[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const point = random.pick(enforcerFailPoints);
      const doomed = trial.start({ FAIL_POINT: `${point}:${random.integer(1, 2)}` }, ["--import", failPointModule]);
      while (doomed.running) {
        const action = random.chance(0.4) ? "release" : "cordon";
        requests.push(await trial.request(random.pick(nodes), { action }));
        await Promise.race([doomed.ended, new Promise((resolve) => setTimeout(resolve, random.integer(50, 400)))]);
      }
      assert.equal((await doomed.ended).signal, "SIGKILL", doomed.stderr);
    }
    trial.start();
    const outcomes = await trial.decided(...requests);
    for (const { id, action, node } of requests) {
      const final = outcomes.filter(({ requestId, decision }) => requestId === id && decision !== "deferred");
      assert.equal(final.length, 1, `${id} (${action} ${node}): ${final.map(({ code }) => code).join()}`);
    }
    const told = outcomes.filter(({ code }) => code === "cordoned").map(({ node }) => node);
    await trial.until(() => cordons.seen.length >= told.length);
    assert.deepEqual([...cordons.seen].sort(), told.sort(), "a node is cordoned as often as that is told");
    console.log(`${rounds} kills, ${requests.length} requests, ${told.length} cordons`);
  });
});

/** Every time that a node came to be marked, as its watchers see it. */
class Cordons {
  readonly seen: string[] = [];
  readonly #marked = new Map<string, boolean>();

  constructor(trial: EnforcerTrial) {
    trial.onChange = ({ kind, node: name }: Change) => {
      const node = trial.onlooker.fleet.nodes.get(name);
      if (kind !== "node" || node === undefined) return;
      if (isHeld(node) && this.#marked.get(name) !== true) this.seen.push(name);
      this.#marked.set(name, isHeld(node));
    };
  }
}
