/** Attacks as they are written on a command line, and their labels. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { attacks } from "../../simulate/attacks.ts";
import { fleet } from "../../simulate/fleet.ts";
import { labels } from "../../simulate/labels.ts";
import { episodes, parseAttack } from "../../simulate/schedule.ts";

test("attacks are written as NAME@AFTER[+DURATION][=IMAGE]", () => {
  const { attack, ...times } = parseAttack("miner@1.5s");
  assert.equal(attack.name, "miner");
  assert.deepEqual(times, { afterMs: 1500, durationMs: 60_000 });
  const full = parseAttack("memory-leak@2m+500ms=shop/api");
  assert.deepEqual([full.afterMs, full.durationMs, full.target], [120_000, 500, "shop/api"]);
  for (const { name } of attacks) assert.equal(parseAttack(`${name}@1h`).attack.name, name);
});

test("anything else is refused with what was expected", () => {
  for (const text of [
    "",
    "miner",
    "miner@",
    "miner@10",
    "miner@-5s",
    "nap@5s",
    "miner@5s+",
    "miner@5s=",
    "miner@..s",
  ]) {
    assert.throws(
      () => parseAttack(text),
      { code: "SETTINGS_INVALID", message: /expected NAME@AFTER.*reverse-shell/s },
      text,
    );
  }
});

test("an attack on an image that is not simulated is refused", () => {
  const containers = fleet({ images: 3, seed: "1" });
  const place = (text: string): unknown => episodes([parseAttack(text)], containers, { seed: "1", start: 0 });
  assert.throws(() => place("miner@1s=nowhere"), { code: "SETTINGS_INVALID", message: /nowhere/ });
  assert.doesNotThrow(() => place("miner@1s=shop/web"));
});

test("labels say what happened where, in seconds, and leave out what the run did not reach", () => {
  const containers = fleet({ images: 3, seed: "1" });
  const schedule = ["miner@10s+1m=shop/api", "ransomware@2h"].map(parseAttack);
  const planned = episodes(schedule, containers, { seed: "1", start: 1_790_000_000_000 });
  const images = containers.map(({ image }) => image);
  const written = labels({ seed: "1", start: 1_790_000_000_000, end: 1_790_000_030_000, images }, planned);
  assert.equal(written.episodes.length, 1);
  assert.deepEqual(written.episodes[0], {
    class: "security_incident",
    scenario: "miner",
    node: planned[0]?.container.node,
    image: "registry.example/shop/api:3.1",
    container: planned[0]?.container.id,
    start: 1_790_000_010,
    end: 1_790_000_030,
  });
  assert.equal(written.images.length, 3);
});
