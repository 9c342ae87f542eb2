/**
 * The short crash test: every disturbance once, in an act for each kind of model. The long one: `npm run test:chaos`; a
 * seed of this one again: `npm run test:chaos -- --form short --seed abc`.
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

const broker = await kafkaBroker();
// With a setting it is one of our own, which may be restarted, filled and emptied.
const redis = await redisServer({ maxmemory: "0" });

describe("the crash test", { skip: !broker?.own || redis === undefined }, () => {
  after(() => Promise.all([broker?.dispose(), redis?.dispose()]));

  const seed = randomBytes(4).toString("hex");
  it(`finds nothing lost, doubled or changed (seed ${seed})`, { timeout: 600_000 }, async (t) => {
    const logs = await mkdtemp(path.join(tmpdir(), "picket-chaos-"));
    t.diagnostic(`seed ${seed}; what the instances say: ${logs}`);
    const tally = await crashTest(
      { broker: broker ?? assert.fail(), redis: redis ?? assert.fail(), logs },
      { ...forms.short, seed, onProgress: (what) => t.diagnostic(what) },
    );
    t.diagnostic(inspect(tally));
    assert.ok(tally.kills >= 30, `${tally.kills} kills`);
  });
});
