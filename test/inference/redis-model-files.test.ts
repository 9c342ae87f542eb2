/** Models in a real Redis: found under their key, missing, and out of reach. */

import assert from "node:assert/strict";
import { after, it } from "node:test";
import { Redis } from "ioredis";
import { hasCode } from "../../errors/picket-error.ts";
import { NodeModels } from "../../inference/node-models.ts";
import { RedisModelFiles } from "../../inference/redis-model-files.ts";
import { nodeFeatures } from "../../nodes/features.ts";
import { systemClock } from "../../runtime/clock.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { windowOf } from "../nodes/plain-windows.ts";
import { freePort } from "../services/free-port.ts";
import { redisServer } from "../services/redis.ts";
import { Shelf } from "./shelf.ts";

const options = { keyPrefix: `picket-test-${process.pid}:`, timeoutMs: 5000 };
const server = await redisServer();

if (server) {
  const redis = new Redis(server.url, { lazyConnect: true });
  const key = `${options.keyPrefix}models:lstm.onnx`;
  after(async () => {
    await redis.unlink(key);
    redis.disconnect();
    await server.dispose();
  });

  it("reads the bytes under a model's key, and says where it looked for one that is not there", async (t) => {
    const files = new RedisModelFiles({ ...options, location: server.url });
    t.after(() => files.close());
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    await redis.set(key, bytes);
    assert.deepEqual(Buffer.from(await files.read("lstm.onnx")), bytes);
    await assert.rejects(
      files.read("other.onnx"),
      (error) => hasCode(error, "MODEL_UNAVAILABLE") && error.message.includes(":models:other.onnx"),
    );
  });

  it("has models that score windows, and the next version once its manifest is there", async (t) => {
    const shelf = new Shelf();
    const put = async (version: string): Promise<void> => {
      shelf.put({ version }, "score", "lstm.json");
      for (const [name, bytes] of shelf.files)
        await redis.set(`${options.keyPrefix}models:${name}`, Buffer.from(bytes));
    };
    await put("1");
    const models = new NodeModels({
      files: new RedisModelFiles({ ...options, location: server.url }),
      names: ["lstm.json"],
      mostWindows: 6,
      everyMs: 1000,
      clock: systemClock,
      logger: silentLogger,
    });
    t.after(async () => {
      await models.run(AbortSignal.abort());
      await redis.unlink([...shelf.files.keys()].map((name) => `${options.keyPrefix}models:${name}`));
    });
    const features = new Float64Array(6 * nodeFeatures.length).fill(0.5);
    const window = windowOf("worker-1", 0, features.subarray(0, nodeFeatures.length));
    for (const version of ["1", "2"]) {
      await put(version);
      await models.look();
      const [scored] = await models.answer([{ value: { window, features }, versions: models.versions() }]);
      assert.deepEqual(
        scored?.scores?.map((score) => [score.model, score.version]),
        [["lstm", version]],
      );
    }
  });
}

it("says that a model cannot be read where no Redis is", async (t) => {
  const files = new RedisModelFiles({ ...options, location: `redis://127.0.0.1:${await freePort()}` });
  t.after(() => files.close());
  await assert.rejects(files.read("lstm.onnx"), (error) => hasCode(error, "MODEL_UNAVAILABLE"));
});
