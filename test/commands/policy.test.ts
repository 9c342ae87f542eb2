/** `picket policy`: what people see of a policy, over health from the topic and from files. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { z } from "zod";
import { check } from "../../commands/policy/check.ts";
import { explain, type ExplainOptions } from "../../commands/policy/explain.ts";
import { replayPolicies, type ReplayOptions } from "../../commands/policy/replay.ts";
import { tail } from "../../commands/tail.ts";
import { loadSettings } from "../../config/settings.ts";
import { hasCode } from "../../errors/picket-error.ts";
import { nodeHealthFormats, nodeHealthKind } from "../../proto/codecs/node-health-format.ts";
import type { NodeHealthMessage } from "../../proto/codecs/node-health.ts";
import { messageRecord } from "../../proto/codecs/message-record.ts";
import { bad, healthy, length, noon } from "../nodes/policy/some-windows.ts";
import { context, Harness } from "./harness.ts";

const directory = await mkdtemp(path.join(tmpdir(), "picket-policy-"));
after(() => rm(directory, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const place = path.join(directory, name);
  await writeFile(place, text);
  return place;
}

const eager = await file("eager.yaml", "name: eager\nhealthyFor: 1m\nneed: {high: 2, medium: 4}\n");
const patient = await file(
  "patient.yaml",
  "name: patient\nhealthyFor: 1m\nneed: {high: 3}\ncritical: [exec_from_tmp]\n",
);

function message(node: string, window: ReturnType<typeof healthy>): NodeHealthMessage {
  return {
    ...window,
    id: `${node}/${window.start}`,
    node,
    group: "web",
    isEarly: false,
    features: {},
    missing: [],
    sensors: [],
    late: 0,
    scores: [],
  };
}

/** Bad in the first windows, then healthy for two minutes. */
function course(node: string, badWindows: number): readonly NodeHealthMessage[] {
  return Array.from({ length: badWindows + 12 }, (_, index) =>
    message(node, index < badWindows ? bad(index) : healthy(index)),
  );
}

const recorded = [...course("worker-1", 2), ...course("worker-2", 4), ...course("worker-3", 0)];

/** The nodes in both forms, on two partitions, with a record between that is none. */
async function written(): Promise<Harness> {
  const harness = new Harness();
  const log = harness.cluster.connect();
  await log.createTopics([{ name: "node-health", partitions: 2, replication: 1, config: {} }]);
  const writer = await log.writer();
  const records = recorded.map((health) => ({
    ...messageRecord(health, nodeHealthKind, {
      topic: "node-health",
      key: health.node,
      source: "/picket",
      format: health.node === "worker-2" ? "protobuf" : "json",
    }),
    partition: health.node === "worker-1" ? 0 : 1,
  }));
  await writer.write([{ ...records[0]!, value: Buffer.from("no health"), partition: 0 }, ...records]);
  await log.close();
  return harness;
}

async function replayed(options: ReplayOptions, harness: Harness): Promise<string> {
  await replayPolicies(loadSettings({}), options, context, harness.surroundings);
  return harness.stdout.text;
}

async function explained(options: ExplainOptions, harness: Harness): Promise<string> {
  await explain(loadSettings({}), options, context, harness.surroundings);
  return harness.stdout.text;
}

function at(window: number): string {
  return new Date(noon + window * length).toISOString();
}

const toldReplay = z.object({
  windows: z.number(),
  nodes: z.number(),
  differences: z.array(
    z.object({
      change: z.string(),
      hold: z.object({ node: z.string() }).optional(),
      before: z.object({ node: z.string(), request: z.object({ id: z.string() }) }).optional(),
    }),
  ),
});

const toldExplanation = z.object({
  action: z.string(),
  rules: z.array(z.object({ rule: z.string(), isMet: z.boolean() })),
  standing: z.object({ releasedAt: z.string().optional() }),
  windows: z.array(z.object({ start: z.string(), action: z.string() })),
});

describe("picket policy check", () => {
  it("says what the policy means, and what is dangerous", async () => {
    const { stdout } = new Harness();
    await check(await file("one.yaml", 'name: one\nversion: "3"\nkinds: 1\n'), { stdout });
    assert.match(stdout.text, /^one, version 3\n  Asks for a cordon when/);
    assert.match(stdout.text, /\n\nDangerous:\n  One kind of evidence is enough/);
  });

  it("warns of nothing where nothing is dangerous", async () => {
    const { stdout } = new Harness();
    await check(await file("empty.yaml", ""), { stdout });
    assert.doesNotMatch(stdout.text, /Dangerous/);
  });

  it("refuses what is wrong, and what is not there", async () => {
    const { stdout } = new Harness();
    const wrong = await file("wrong.yaml", "\nkinds: 9\n");
    await assert.rejects(check(wrong, { stdout }), /wrong\.yaml:2: kinds/);
    await assert.rejects(check(`${wrong}.none`, { stdout }), (error) => hasCode(error, "SETTINGS_INVALID"));
    assert.equal(stdout.text, "");
  });
});

describe("picket policy replay", () => {
  it("shows what a policy would have asked", async () => {
    const text = await replayed({ policy: eager }, await written());
    assert.match(text, /^eager \([0-9a-f]{12}\) asks for 2 cordons, over 42 windows of 3 nodes\.\n/);
    assert.match(text, /worker-1 +web +2026-03-02 12:00:20\.000 +2026-03-02 12:01:20\.000 +1 +high +2 at least high/);
    assert.doesNotMatch(text, /worker-3/);
  });

  it("shows what another policy adds, takes away and changes", async () => {
    const text = await replayed({ policy: patient, against: eager }, await written());
    assert.match(text, /0 added, 1 gone, 1 changed, 0 the same\./);
    assert.match(text, /\ngone +worker-1 /);
    assert.match(text, /\nchanged +worker-2 +web +2026-03-02 12:00:30.*\n +before +worker-2 +web +2026-03-02 12:00:20/);
    assert.match(await replayed({ policy: eager, against: patient }, await written()), /1 added, 0 gone, 1 changed/);
  });

  it("finds no difference between a policy and itself", async () => {
    const text = await replayed({ policy: eager, against: eager }, await written());
    assert.match(text, /0 added, 0 gone, 0 changed, 2 the same\.\n$/);
  });

  it("shows what began from a moment on, of what was recorded up to another", async () => {
    assert.match(await replayed({ policy: eager, from: at(3) }, await written()), /asks for 0 cordons/);
    const text = await replayed({ policy: eager, to: at(3) }, await written());
    assert.match(text, /asks for 2 cordons, over 9 windows/);
    assert.match(text, /12:00:20\.000 +- +1/, "no release is recorded by then");
  });

  it("reads a file as tail writes it, and messages by themselves", async () => {
    const harness = await written();
    await tail(loadSettings({}), { topic: "node-health", json: true, untilEnd: true }, context, harness.surroundings);
    const [broken, ...lines] = harness.stdout.text.trimEnd().split("\n");
    const shown = await file("shown.jsonl", `${lines.join("\n")}\n`);
    const plain = await file(
      "plain.jsonl",
      recorded.map((health) => `${nodeHealthFormats.json.encode(health).toString()}\n`).join(""),
    );
    const expected = await replayed({ policy: eager }, await written());
    for (const health of [shown, plain])
      assert.equal(await replayed({ policy: eager, health }, new Harness()), expected);
    const wrong = await file("wrong.jsonl", `${lines[0]}\n\n${broken}\n`);
    await assert.rejects(
      replayed({ policy: eager, health: wrong }, new Harness()),
      /wrong\.jsonl:3: .*health of a node/,
    );
  });

  it("tells nothing where it was stopped before all was read", async () => {
    const health = await file(
      "whole.jsonl",
      recorded.map((one) => `${nodeHealthFormats.json.encode(one).toString()}\n`).join(""),
    );
    for (const from of [{}, { health }]) {
      const harness = await written();
      harness.stopping.abort();
      await assert.rejects(replayed({ policy: eager, ...from }, harness), { code: "STOPPED" });
      assert.equal(harness.stdout.text, "");
    }
  });

  it("tells programs the same", async () => {
    const text = await replayed({ policy: patient, against: eager, json: true }, await written());
    const { windows, nodes, differences } = toldReplay.parse(JSON.parse(text));
    assert.deepEqual([windows, nodes], [42, 3]);
    assert.deepEqual(
      differences.map(({ change, hold, before }) => [change, hold?.node, before?.node]),
      [
        ["gone", undefined, "worker-1"],
        ["changed", "worker-2", "worker-2"],
      ],
    );
    assert.equal(differences[0]?.before?.request.id, `eager/cordon/worker-1/${noon + length}`);
  });

  it("names every option that is wrong", async () => {
    const options = { policy: eager, from: "noon", health: path.join(directory, "none") };
    await assert.rejects(replayed(options, new Harness()), /--health .*\n--from "noon": expected a time/);
    const turned = replayed({ policy: eager, from: at(3), to: at(2) }, new Harness());
    await assert.rejects(turned, /--to must be later than --from/);
  });
});

describe("picket policy explain", () => {
  it("shows the windows around a moment, and each rule", async () => {
    const text = await explained({ policy: patient, node: "worker-2", at: at(2.5) }, await written());
    assert.match(
      text,
      /^worker-2 \(group web\) at 2026-03-02 12:00:30\.000 by patient, version [0-9a-f]{12}\nAsks for a cordon: /,
    );
    assert.match(text, /\n> +2026-03-02 12:00:20\.000 +anomalous +0\.9 +high +.*node-metrics high 0\.9.* cordon\n/);
    assert.match(text, /\nyes +windows +3 at least high \(needs 3\) of the 6 newest windows\n/);
    assert.match(text, /\nno +critical +none of 1 rule seen\n/);
    const rows = text.split("\n").filter((line) => /^>? +2026-/.test(line));
    assert.equal(rows.length, 6, "three up to the moment, and three after");
  });

  it("shows a window that was told early as well", async () => {
    const whole = message("worker-1", bad(1));
    const told = [message("worker-1", bad(0)), { ...whole, id: `${whole.id}/early`, isEarly: true }, whole];
    const lines = told.map((health) => nodeHealthFormats.json.encode(health).toString());
    const health = await file("early.jsonl", lines.join("\n"));
    const text = await explained({ policy: eager, node: "worker-1", health }, new Harness());
    assert.match(
      text,
      /\n +2026-03-02 12:00:10\.000 early +anomalous .* cordon\n> +2026-03-02 12:00:10\.000 +anomalous .* -\n/,
    );
  });

  it("explains the newest window where no moment is told", async () => {
    const text = await explained({ policy: eager, node: "worker-3" }, await written());
    assert.match(text, /at 2026-03-02 12:02:00\.000 .*\nAsks for nothing\.\n/);
    assert.match(text, /\nno +healthy +healthy for 2m, needs 1m; no request of ours is open\n/);
  });

  it("tells programs the same", async () => {
    const text = await explained({ policy: eager, node: "worker-1", at: at(7), json: true }, await written());
    const told = toldExplanation.parse(JSON.parse(text));
    assert.equal(told.action, "release");
    assert.equal(told.standing.releasedAt, "2026-03-02T12:01:20Z");
    assert.deepEqual(told.rules.find(({ rule }) => rule === "healthy")?.isMet, true);
    assert.deepEqual(
      told.windows.filter(({ action }) => action === "release").map(({ start }) => start),
      ["2026-03-02T12:01:10Z"],
    );
  });

  it("names other nodes where nothing is recorded of the one", async () => {
    await assert.rejects(
      explained({ policy: eager, node: "worker-9" }, await written()),
      /Nothing is recorded of "worker-9"\. Other nodes: worker-1, worker-2, worker-3\./,
    );
    await assert.rejects(
      explained({ policy: eager, node: "worker-1", at: at(-1) }, await written()),
      /of "worker-1" until/,
    );
  });
});
