/** Two deployments that share an application id: noticed, and said once. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemoryStore } from "../../state/memory-store.ts";
import type { StateIdentity } from "../../state/port.ts";
import { Rivals, rivalryProblem } from "../../state/rivals.ts";

const scope = { applicationId: "picket", stage: "container" };
const own: StateIdentity = { topicId: "topic-1", fingerprint: "f00d" };
const otherSettings: StateIdentity = { topicId: "topic-1", fingerprint: "cafe" };
const otherTopic: StateIdentity = { topicId: "topic-2", fingerprint: "f00d" };

/** A process that saves under an identity into a shared store. */
function deployment(store: MemoryStore): (identity: StateIdentity) => Promise<readonly StateIdentity[]> {
  const rivals = new Rivals();
  return async (identity) =>
    rivals
      .notice(identity, await store.announce(scope, identity))
      .map(({ topicId, fingerprint }) => ({ topicId, fingerprint }));
}

describe("rivals", () => {
  test("are noticed by both sides, each rival once", async () => {
    const store = new MemoryStore();
    const [one, two, three] = [deployment(store), deployment(store), deployment(store)];
    assert.deepEqual(await one(own), []);
    assert.deepEqual(await two(otherSettings), []);
    assert.deepEqual(await one(own), [otherSettings]);
    assert.deepEqual(await two(otherSettings), [own]);
    assert.deepEqual(await one(own), []);
    await two(otherSettings);
    await three(otherTopic);
    assert.deepEqual(await one(own), [otherTopic]);
  });

  test("are not those that saved before, and do no more", async () => {
    const store = new MemoryStore();
    for (let i = 0; i < 3; i += 1) await store.announce(scope, otherSettings);
    const one = deployment(store);
    for (let i = 0; i < 3; i += 1) assert.deepEqual(await one(own), []);
  });

  test("are not members of the same deployment, nor oneself before the topic was made anew", async () => {
    const store = new MemoryStore();
    const [one, two] = [deployment(store), deployment(store)];
    for (let i = 0; i < 3; i += 1) {
      assert.deepEqual(await one(own), []);
      assert.deepEqual(await two(own), []);
    }
    assert.deepEqual(await one(otherTopic), []);
    assert.deepEqual(await one(own), []);
  });

  test("are told apart by what differs, with what to do", () => {
    assert.match(
      rivalryProblem(scope, own, otherSettings),
      /picket\/container too, with other detection settings \(fingerprint cafe, here f00d\)\..*PICKET_APPLICATION_ID/,
    );
    const both = rivalryProblem(scope, own, { topicId: "topic-2", fingerprint: "cafe" });
    assert.match(both, /of another topic \(id topic-2, here topic-1\) and with other detection settings/);
  });
});
