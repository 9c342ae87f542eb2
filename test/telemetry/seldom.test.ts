/** What is told of troubles that come again and again. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { seldom } from "../../telemetry/seldom.ts";

it("a trouble is told when it has lasted five seconds, and then once in ten", () => {
  const told: string[] = [];
  let now = 0;
  const tell = seldom({ ...silentLogger, warn: ({ error }) => told.push(`${now}: ${String(error)}`) }, () => now);
  const [away, other] = ["away", "other"].map((text) => new PicketError("LOG_UNAVAILABLE", text));
  for (; now < 30_000; now += 500) {
    tell(away!);
    if (now < 4000) tell(other!);
  }
  for (now = 60_000; now < 64_000; now += 500) tell(away!);
  assert.deepEqual(
    told,
    [5000, 15_000, 25_000].map((at) => `${at}: ${String(away)}`),
  );
});

it("never remembers more than a hundred texts", () => {
  let [count, now] = [0, 0];
  const tell = seldom({ ...silentLogger, warn: () => (count += 1) }, () => now);
  for (let index = 0; index <= 100; index++) tell(new PicketError("LOG_UNAVAILABLE", `broker ${index}`));
  now = 6000;
  tell(new PicketError("LOG_UNAVAILABLE", "broker 0"));
  assert.equal(count, 0, "the first was forgotten with the others");
  tell(new PicketError("LOG_UNAVAILABLE", "broker 100"));
  assert.equal(count, 1);
});
