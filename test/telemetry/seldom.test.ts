/** What is told of troubles that come again and again. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { seldom } from "../../telemetry/seldom.ts";

it("a trouble is told once in ten seconds, and another at once", () => {
  const told: unknown[] = [];
  let now = 0;
  const tell = seldom({ ...silentLogger, warn: ({ error }) => told.push(error) }, () => now);
  const [away, other] = ["away", "other"].map((text) => new PicketError("LOG_UNAVAILABLE", text));
  for (now = 0; now < 10_000; now += 500) tell(away!);
  tell(other!);
  assert.deepEqual(told, [away, other]);
  tell(away!);
  assert.deepEqual(told, [away, other, away]);
});

it("never remembers more than a hundred texts", () => {
  let count = 0;
  const tell = seldom({ ...silentLogger, warn: () => (count += 1) }, () => 0);
  for (let index = 0; index <= 100; index++) tell(new PicketError("LOG_UNAVAILABLE", `broker ${index}`));
  tell(new PicketError("LOG_UNAVAILABLE", "broker 0"));
  assert.equal(count, 102, "the first was forgotten with the others");
});
