/** Models in a real Redis: found under their key, missing, and out of reach. */

import assert from "node:assert/strict";
import { after, it } from "node:test";
import { Redis } from "ioredis";
import { hasCode } from "../../errors/picket-error.ts";
import { RedisModelFiles } from "../../inference/redis-model-files.ts";
import { freePort } from "../services/free-port.ts";
import { redisServer } from "../services/redis.ts";

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
}

it("says that a model cannot be read where no Redis is", async (t) => {
  const files = new RedisModelFiles({ ...options, location: `redis://127.0.0.1:${await freePort()}` });
  t.after(() => files.close());
  await assert.rejects(files.read("lstm.onnx"), (error) => hasCode(error, "MODEL_UNAVAILABLE"));
});
