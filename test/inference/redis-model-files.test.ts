/** Models in a real Redis: found under their key, missing, and out of reach. */

import assert from "node:assert/strict";
import { after, it } from "node:test";
import { Redis } from "ioredis";
import { hasCode } from "../../errors/picket-error.ts";
import { RedisModelFiles } from "../../inference/redis-model-files.ts";
import { freePort } from "../services/free-port.ts";
import { redisServer } from "../services/redis.ts";

const server = await redisServer();
after(() => server?.dispose());

const options = { keyPrefix: `picket-test-${process.pid}:`, timeoutMs: 5000 };
const isUnavailable = (error: unknown): boolean => hasCode(error, "MODEL_UNAVAILABLE");

it(
  "reads the bytes under a model's key, and says where it looked for one that is not there",
  { skip: !server },
  async (t) => {
    const { url } = server!;
    const redis = new Redis(url);
    const files = new RedisModelFiles({ ...options, location: url });
    t.after(() => {
      redis.disconnect();
      files.close();
    });
    const key = `${options.keyPrefix}models:lstm.onnx`;
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    await redis.set(key, bytes);
    t.after(async () => {
    await redis.del(key);
    redis.disconnect();
    files.close();
  });
    assert.deepEqual(Buffer.from(await files.read("lstm.onnx")), bytes);
    await assert.rejects(
      files.read("other.onnx"),
      (error) => hasCode(error, "MODEL_UNAVAILABLE") && error.message.includes(":models:other.onnx"),
    );
  },
);

it("says that a model cannot be read where no Redis is", async () => {
  const files = new RedisModelFiles({ ...options, location: `redis://127.0.0.1:${await freePort()}` });
  await assert.rejects(files.read("lstm.onnx"), isUnavailable);
  files.close();
});
