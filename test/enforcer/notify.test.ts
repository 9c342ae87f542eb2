/** Notifications against real HTTP servers that fail, dawdle and recover. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { bodyFor, type Notice, type Target } from "../../enforcer/notify/notice.ts";
import { Notifier } from "../../enforcer/notify/notifier.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { silentLogger } from "../../telemetry/logger.ts";

const at = Date.UTC(2026, 4, 1, 12, 0, 30);

function aNotice(of: Partial<Notice> = {}, outcome: Partial<Notice["outcome"]> = {}): Notice {
  return {
    reason: "exec from /dev/shm & a miner's port",
    severity: "high",
    held: true,
    since: at - 30_000,
    ...of,
    outcome: {
      id: "outcome-1",
      requestId: "request-1",
      node: "node-7",
      action: "cordon",
      decision: "carried_out",
      code: "cordoned",
      message: "The node is cordoned.",
      before: undefined,
      after: undefined,
      at,
      traceId: "",
      keyId: "",
      source: undefined,
      policy: undefined,
      evidenceKinds: [],
      byPerson: false,
      ...outcome,
    },
  };
}

function target(of: object): Target {
  return policySchema.parse({ notify: [{ name: "chat", url: "http://127.0.0.1:1/", ...of }] }).notify[0]!;
}

/** Answers each request with the next of `statuses`, then with 200. */
async function receiver(t: TestContext, ...statuses: number[]) {
  const bodies: string[] = [];
  const server = createServer((asked, answer) => {
    let body = "";
    asked.on("data", (chunk: Buffer) => (body += chunk.toString()));
    asked.on("end", () => {
      bodies.push(body);
      answer.writeHead(statuses.shift() ?? 200).end("well");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { url: `http://127.0.0.1:${address.port}/hook`, bodies };
}

function parsed(body: string): unknown {
  return JSON.parse(body);
}

function idIn(body: string): string {
  return /"id":"(\w+)"/.exec(body)?.[1] ?? "none";
}

describe("a notice", () => {
  it("for a program is the outcome's JSON", () => {
    const body = parsed(bodyFor(aNotice(), target({})));
    assert.partialDeepStrictEqual(body, { requestId: "request-1", node: "node-7", code: "cordoned" });
  });

  it("for Slack is a line in which nothing from outside is markup", () => {
    const notice = aNotice({ reason: "<!channel> & more" });
    assert.deepEqual(parsed(bodyFor(notice, target({ format: "slack" }))), {
      text: "*node-7* carried out (cordoned): The node is cordoned.\nwhy: &lt;!channel&gt; &amp; more (severity high)",
    });
  });

  it("follows a template, and leaves what it does not know", () => {
    const chat = target({ format: "slack", template: "{{ node }}: {{code}} {{nope}} {{toString}}" });
    assert.deepEqual(parsed(bodyFor(aNotice(), chat)), { text: "node-7: cordoned {{nope}} {{toString}}" });
  });

  it("for Alertmanager fires while the node is held, and ends by the same labels", () => {
    const manager = target({ format: "alertmanager" });
    const labels = { alertname: "PicketNodeQuarantine", node: "node-7", severity: "high" };
    const firing = { labels, startsAt: "2026-05-01T12:00:00.000Z" };
    assert.partialDeepStrictEqual(parsed(bodyFor(aNotice(), manager)), [firing]);
    assert.doesNotMatch(bodyFor(aNotice(), manager), /endsAt/);
    const bounded = { ...firing, endsAt: "2026-05-01T13:00:00.000Z" };
    assert.partialDeepStrictEqual(parsed(bodyFor(aNotice({ until: at + 59.5 * 60_000 }), manager)), [bounded]);
    const released = aNotice({ held: false }, { action: "release", code: "released" });
    const ended = { ...firing, endsAt: "2026-05-01T12:00:30.000Z" };
    assert.partialDeepStrictEqual(parsed(bodyFor(released, manager)), [ended]);
  });
});

describe("the notifier", () => {
  it("tries again what failed, in order", async (t) => {
    const { url, bodies } = await receiver(t, 503, 500, 200);
    const settled: string[] = [];
    const notifier = new Notifier({
      targets: [target({ url })],
      logger: silentLogger,
      firstPauseMs: 5,
      onSettled: (name, outcome) => settled.push(`${name} ${outcome}`),
    });
    t.after(() => notifier.close());
    notifier.offer(aNotice({}, { id: "first" }));
    notifier.offer(aNotice({}, { id: "second" }));
    await notifier.settled();
    assert.deepEqual(bodies.map(idIn), ["first", "first", "first", "second"]);
    assert.deepEqual(settled, ["chat sent", "chat sent"]);
  });

  it("gives up what is refused, and goes on", async (t) => {
    const { url, bodies } = await receiver(t, 404);
    const settled: string[] = [];
    const notifier = new Notifier({
      targets: [target({ url })],
      logger: silentLogger,
      onSettled: (_, outcome) => settled.push(outcome),
    });
    t.after(() => notifier.close());
    notifier.offer(aNotice());
    notifier.offer(aNotice());
    await notifier.settled();
    assert.deepEqual(settled, ["failed", "sent"]);
    assert.equal(bodies.length, 2);
  });

  it("sends a target only what it wants", async (t) => {
    const { url, bodies } = await receiver(t);
    const notifier = new Notifier({ targets: [target({ url, on: ["deferred"] })], logger: silentLogger });
    t.after(() => notifier.close());
    notifier.offer(aNotice());
    notifier.offer(aNotice({}, { decision: "deferred", code: "budget_nodes" }));
    await notifier.settled();
    assert.equal(bodies.length, 1);
    assert.match(bodies[0]!, /budget_nodes/);
  });

  it("forgets the oldest for a target that is away, and stops when told to", async (t) => {
    const { url } = await receiver(t);
    const silent = url.replace(/:\d+/, ":1");
    const settled: string[] = [];
    const notifier = new Notifier({
      targets: [target({ url: silent })],
      logger: silentLogger,
      onSettled: (_, outcome) => settled.push(outcome),
    });
    for (let i = 0; i < 1100; i += 1) notifier.offer(aNotice());
    assert.ok(settled.filter((outcome) => outcome === "dropped").length >= 99);
    await notifier.close();
    assert.ok(!settled.includes("sent"));
  });
});
