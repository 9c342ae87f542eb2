/** A key ring whose file changes while it is in use. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ringEntry } from "../../../enforcer/signing/key-ring.ts";
import type { SigningKey } from "../../../enforcer/signing/signing-key.ts";
import { WatchedKeyRing } from "../../../enforcer/signing/watched-key-ring.ts";
import { hasCode } from "../../../errors/picket-error.ts";
import { silentLogger } from "../../../telemetry/logger.ts";
import { ManualClock } from "../manual-clock.ts";
import { rfcKey, strangersKey } from "./fixture.ts";

const textOf = (...keys: readonly SigningKey[]) => JSON.stringify({ keys: keys.map((key) => ringEntry(key, {})) });

async function watched(t: TestContext) {
  const directory = await mkdtemp(path.join(tmpdir(), "picket-ring-"));
  const file = path.join(directory, "ring.json");
  await writeFile(file, textOf(rfcKey));
  const clock = new ManualClock();
  const said: string[] = [];
  const say = (_: unknown, message: string): unknown => said.push(message);
  const keys = new WatchedKeyRing(file, { clock, logger: { ...silentLogger, info: say, warn: say } });
  const stop = new AbortController();
  const running = keys.run(stop.signal);
  t.after(async () => {
    stop.abort();
    await running;
    await rm(directory, { recursive: true });
  });
  /** Until it has said so much in all. */
  const look = async (lines: number): Promise<void> => {
    await clock.advance(10_000);
    for (let waited = 0; said.length < lines; waited += 1) {
      if (waited > 3000) assert.fail(`it said only ${said.join()}`);
      await pause(1);
    }
    await pause(20);
  };
  return { file, keys, said, look };
}

describe("a key ring that is watched", () => {
  it("has a new key, and a key that was taken away no more, without a restart, and says so once", async (t) => {
    const { file, keys, said, look } = await watched(t);
    assert.deepEqual([...keys.ring.keys()], [rfcKey.id]);
    await writeFile(file, textOf(strangersKey));
    await look(1);
    await look(1);
    assert.deepEqual([...keys.ring.keys()], [strangersKey.id]);
    assert.deepEqual(said, ["the key ring has changed"]);
  });

  for (const [what, spoil] of [
    ["is wrong", (file: string) => writeFile(file, '{"keys": [')],
    ["is gone", (file: string) => rm(file)],
  ] as const)
    it(`stays as it was while its file ${what}, and says so once`, async (t) => {
      const { file, keys, said, look } = await watched(t);
      await spoil(file);
      await look(1);
      await look(1);
      assert.deepEqual([...keys.ring.keys()], [rfcKey.id]);
      assert.deepEqual(said, ["the key ring cannot be read; the one before stays in use"]);
      await writeFile(file, textOf(rfcKey, strangersKey));
      await look(2);
      assert.deepEqual([...keys.ring.keys()], [rfcKey.id, strangersKey.id]);
    });

  it("does not begin with a file that is wrong", async (t) => {
    const { file } = await watched(t);
    await writeFile(file, "{}");
    assert.throws(
      () => new WatchedKeyRing(file, { clock: new ManualClock(), logger: silentLogger }),
      (error) => hasCode(error, "KEY_FILE_INVALID"),
    );
  });
});
