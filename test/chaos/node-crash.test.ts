/**
 * The short crash test of the stages that judge nodes. The long one: `npm run test:chaos -- --form nodes`; a seed of this one
 * again: `npm run test:chaos -- --form short-nodes --seed abc`.
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { inspect } from "node:util";
import { kafkaBroker } from "../services/kafka.ts";
import { redisServer } from "../services/redis.ts";
import { crashTest, forms } from "./crash-test.ts";

const [broker, redis] = await Promise.all([kafkaBroker(), redisServer()]);

describe("the crash test of nodes", { skip: broker === undefined || redis === undefined }, () => {
  after(() => Promise.all([broker?.dispose(), redis?.dispose()]));

  const seed = randomBytes(4).toString("hex");
  it(`finds every window and every request as if nothing had happened (seed ${seed})`, async (t) => {
    const logs = await mkdtemp(path.join(tmpdir(), "picket-chaos-"));
    t.diagnostic(`seed ${seed}; what the instances say: ${logs}`);
    const tally = await crashTest(
      { broker: broker ?? assert.fail(), redis: redis ?? assert.fail(), logs },
      { ...forms["short-nodes"], seed, onProgress: (what) => t.diagnostic(what) },
    );
    t.diagnostic(inspect(tally));
    assert.ok(tally.kills >= 15, `${tally.kills} kills`);
  });
});
