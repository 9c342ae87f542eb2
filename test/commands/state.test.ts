/** `picket state` on files and on a real Redis: what a running topology stored is listed, shown, checked, moved and dropped. */

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Redis } from "ioredis";
import { declaredTopology } from "../../commands/declared-topology.ts";
import { drop } from "../../commands/state/drop.ts";
import { exportStates } from "../../commands/state/export.ts";
import { importStates } from "../../commands/state/import.ts";
import { list } from "../../commands/state/list.ts";
import { show } from "../../commands/state/show.ts";
import { verify } from "../../commands/state/verify.ts";
import { stateStore } from "../../commands/state-store.ts";
import { loadSettings, type Settings } from "../../config/settings.ts";
import { hasCode, PicketError } from "../../errors/picket-error.ts";
import { Harness } from "../../kit/harness.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import { detectorsOf } from "../../topology/nodes.ts";
import { Rejection } from "../../topology/rejection.ts";
import { goldenEvents } from "../golden.ts";
import { anomaliesOf } from "../production.ts";
import { redisServer } from "../services/redis.ts";
import { Captured, context, Harness as Surrounded } from "./harness.ts";

const events = await goldenEvents();
const learned = events.slice(0, 4000);
const later = events.slice(4000);
/** Redis tests find their own, whatever else is in a Redis that is not ours. */
const application = `state-test-${process.pid}`;
const redis = await redisServer();
const scratch = await mkdtemp(join(tmpdir(), "picket-state-"));
after(async () => {
  await redis?.dispose();
  await rm(scratch, { recursive: true });
});

function settingsOf(location: string, more: Readonly<Record<string, string>> = {}): Settings {
  return loadSettings({
    PICKET_STATE: location,
    PICKET_APPLICATION_ID: application,
    WARMUP_SIZE: "200",
    PICKET_METRICS_PORT: "0",
    ...more,
  });
}

async function printed(command: (io: Surrounded["surroundings"]) => Promise<void>): Promise<string> {
  const surrounded = new Surrounded();
  await command(surrounded.surroundings);
  return surrounded.stdout.text;
}

async function failure(work: Promise<unknown>): Promise<PicketError> {
  const error: unknown = await work.then(
    () => assert.fail("it did not fail"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PicketError, String(error));
  return error;
}

/** A topology that has learned from `learned`, stopped, and left its states at `location`. */
async function learnedAt(location: string): Promise<Harness> {
  const settings = settingsOf(location);
  const store = (await stateStore(settings))!;
  const harness = new Harness(await declaredTopology(settings), {
    store,
    partitions: 2,
    applicationId: application,
    forgetAfterMs: settings.state.forgetAfterMs,
  });
  await harness.write("resource", learned, { partition: 0 });
  harness.start();
  await settledAndClosed(harness);
  await store.close();
  return harness;
}

async function settledAndClosed(harness: Harness): Promise<void> {
  try {
    await harness.settled();
  } finally {
    await harness.close();
  }
}

interface Listed {
  readonly stage: string;
  readonly partition: number;
  readonly bytes: number;
  readonly snapshots: readonly { offset: number; entries: number; presentSettings: boolean; checksum: string }[];
}

async function listed(settings: Settings): Promise<readonly Listed[]> {
  const out: readonly Listed[] = JSON.parse(await printed((io) => list(settings, { json: true }, context, io)));
  return out;
}

/** What each container's states learn from, a kind of events each. */
const kinds = Map.groupBy(
  learned.flatMap((bytes) => {
    const event = eventDecoder().decode(bytes);
    return event instanceof Rejection ? [] : [{ image: event.containerImage, kind: event.kind, bytes }];
  }),
  ({ image, kind }) => `${kind} ${image}`,
);
const images = new Map([...kinds].filter(([kind]) => kind.startsWith("resource ")));
const [, itsEvents = []] = [...images].toSorted(([, one], [, other]) => other.length - one.length)[0] ?? [];
const { image = "" } = itsEvents[0] ?? {};

const stores = [
  { name: "files", location: `file:${join(scratch, "files")}`, elsewhere: `file:${join(scratch, "elsewhere")}` },
  ...(redis ? [{ name: "Redis", location: redis.url, elsewhere: `file:${join(scratch, "elsewhere-2")}` }] : []),
];

for (const { name, location, elsewhere } of stores) {
  describe(`picket state on ${name}`, () => {
    const settings = settingsOf(location);
    const file = join(scratch, `${name}.states`);
    let harness: Harness;
    before(async () => {
      harness = await learnedAt(location);
    });
    after(async () => {
      await printed((io) => drop(settings, { yes: true }, { flags: { PICKET_APPLICATION_ID: application } }, io));
      assert.match(await printed((io) => list(settings, {}, context, io)), /^Nothing is stored for/);
    });

    it("list says for each partition what is stored, and whether these settings would read it", async () => {
      const all = await listed(settings);
      assert.deepEqual(
        all.map(({ stage, partition }) => `${stage} ${partition}`),
        ["container 0", "container 1", "global 0"],
      );
      const states = all.filter(({ stage }) => stage === "container").map(({ snapshots: [newest] }) => newest!.entries);
      assert.equal(
        states.reduce((sum, count) => sum + count),
        kinds.size,
      );
      for (const { bytes, stage, partition, snapshots } of all) {
        assert.ok(bytes > 0);
        const topic = harness.nameOf(stage === "container" ? "by-container" : "global");
        const group = harness.cluster.group(`${application}.${stage}`);
        assert.equal(snapshots[0]!.offset, group.committed({ topic, partition }));
      }
      const others = await listed(settingsOf(location, { ML_MODEL: "ocsvm" }));
      const present = (of: readonly Listed[]): unknown => [
        ...new Set(of.flatMap(({ snapshots }) => snapshots.map((one) => one.presentSettings))),
      ];
      assert.deepEqual([present(all), present(others)], [[true], [false]]);
      const text = await printed((io) => list(settings, {}, context, io));
      assert.match(text, /^STAGE .*\ncontainer +0 +\d+ +[\d.]+ µ?m?s ago .* present\n/);
    });

    it("show tells what was learned of one container: what its events teach", async () => {
      const topology = await declaredTopology(settings);
      const detector = topology.stages.flatMap(detectorsOf).find((one) => one.name === "resource-per-container")!;
      const state = detector.open();
      const decoder = eventDecoder();
      for (const { bytes } of itsEvents) state.observe(decoder.decode(bytes));
      const expected = state.describe!();
      assert.equal(expected.events, itsEvents.length);
      assert.ok(expected.warmUp.over);
      assert.equal(expected.features.length, 9);
      assert.ok(expected.features.every(({ usualLow, usualHigh }) => usualLow >= 0 && usualHigh >= usualLow));
      const shown: readonly { detector: string; learned: unknown }[] = JSON.parse(
        await printed((io) => show(settings, image, { json: true }, context, io)),
      );
      assert.deepEqual(shown.map((one) => one.detector).toSorted(), [
        "resource-per-container",
        "syscall-per-container",
      ]);
      const found = shown.find((one) => one.detector === detector.name);
      assert.deepEqual(found?.learned, JSON.parse(JSON.stringify(expected)));
      const text = await printed((io) => show(settings, image, {}, context, io));
      assert.ok(text.includes(`resource-per-container  ${image}\n`), text);
      assert.match(text, new RegExp(`\n  ${itsEvents.length} events, warm-up is over\n.*\n  bytes_read +usually `));
    });

    it("show of the fleet, and of what there is not", async () => {
      assert.match(await printed((io) => show(settings, "global", {}, context, io)), /^resource-global {2}global\n/);
      const near = await failure(printed((io) => show(settings, image.slice(0, -1), {}, context, io)));
      assert.equal(near.code, "STATE_NOT_FOUND");
      assert.ok(near.message.includes(`\n  ${image}`), near.message);
      const others = settingsOf(location, { ML_MODEL: "ocsvm" });
      assert.ok(
        hasCode(await failure(printed((io) => show(others, image, {}, context, io))), "STATE_NOT_FOUND"),
        "states of other settings are not shown as theirs",
      );
    });

    it("verify finds all whole", async () => {
      const text = await printed((io) => verify(settings, {}, io));
      assert.match(text, /^container 0: offset \d+, \d+ entries, whole\n/);
      const report: unknown = JSON.parse(await printed((io) => verify(settings, { json: true }, io)));
      assert.ok(typeof report === "object" && report !== null && "problems" in report);
      assert.deepEqual(report.problems, []);
    });

    it("export and import move all of it to another store, once and again", async () => {
      assert.match(await printed((io) => exportStates(settings, file, context, io)), /^Exported \d+ states of 3 part/);
      const other = settingsOf(elsewhere);
      for (const round of ["into nothing", "over the same"]) {
        assert.match(await printed((io) => importStates(other, file, {}, context, io)), /^Imported \d+ st/, round);
        const essence = async (of: Settings): Promise<unknown> =>
          (await listed(of)).map(({ stage, partition, snapshots: [newest] }) => {
            const { offset, entries, checksum, presentSettings } = newest!;
            return { stage, partition, offset, entries, checksum, presentSettings };
          });
        assert.deepEqual(await essence(other), await essence(settings));
        await printed((io) => verify(other, {}, io));
      }
    });

    it("import never replaces newer states without being told", async () => {
      const other = settingsOf(elsewhere);
      const store = (await stateStore(other))!;
      const before = (await store.list(application)).find(({ scope }) => scope.stage === "global")!;
      const [manifest] = before.manifests;
      const session = store.open(before.scope, manifest!);
      await session.load(assert.fail);
      const newer = { offset: manifest!.offset + 5, epoch: manifest!.epoch, savedAt: 1, isWhole: false, removed: [] };
      assert.equal(await session.save({ ...newer, changed: new Map() }), "saved");
      const refused = await failure(printed((io) => importStates(other, file, {}, context, io)));
      assert.equal(refused.code, "STATE_CONFLICT");
      assert.match(refused.message, /^global 0 has newer states\. /);
      await printed((io) => importStates(other, file, { overwrite: true }, context, io));
      const now = (await store.list(application)).find(({ scope }) => scope.stage === "global")!;
      assert.deepEqual(
        now.manifests.map(({ offset }) => offset),
        [manifest!.offset],
      );
      await store.close();
    });

    it("import brings states to another cluster, with other partitions: its first events are judged by them", async (t) => {
      const other = settingsOf(elsewhere, { PICKET_PARTITIONS: "3" });
      const topology = await declaredTopology(other);
      const store = (await stateStore(other))!;
      await store.drop(application);
      const options = { partitions: 3, applicationId: application, forgetAfterMs: other.state.forgetAfterMs };
      const moved = new Harness(topology, { store, ...options });
      const surroundings = { ...new Surrounded().surroundings, openLog: async () => moved.cluster.connect() };
      await importStates(other, file, { newTopics: true }, context, { ...surroundings, stdout: new Captured() });
      await moved.write("resource", later, { partition: 0 });
      moved.start();
      await settledAndClosed(moved);
      const stays = new Harness(topology, options);
      t.after(() => stays.close());
      stays.start();
      await stays.write("resource", learned, { partition: 0 });
      await stays.settled();
      const before = verdicts(stays);
      await stays.write("resource", later, { partition: 0 });
      await settledAndClosed(stays);
      const found = verdicts(moved);
      assert.ok(found.length > 50, `${found.length} anomalies`);
      assert.deepEqual([...before, ...found].toSorted(), verdicts(stays).toSorted());
      const again = await failure(importStates(other, file, { newTopics: true }, context, surroundings));
      assert.equal(again.code, "STATE_CONFLICT");
      await store.close();
    });

    it("import refuses states of other settings and of another application, and changes nothing", async () => {
      const before = await listed(settings);
      for (const [more, problem] of [
        [{ ML_MODEL: "ocsvm" }, /learned with other settings/],
        [{ PICKET_APPLICATION_ID: "another" }, /are of the application state-test/],
      ] as const) {
        const error = await failure(
          printed((io) => importStates(settingsOf(location, more), file, { overwrite: true }, context, io)),
        );
        assert.equal(error.code, "STATE_FILE_INVALID");
        assert.match(error.message, problem);
      }
      assert.deepEqual(await listed(settings).then(withoutAge), withoutAge(before));
    });

    it("verify says what is damaged, and fails", async () => {
      await spoil(location);
      const error = await failure(printed((io) => verify(settings, {}, io)));
      assert.equal(error.code, "SNAPSHOT_INVALID");
      assert.match(error.message, /\n {2}.* cannot be used: .*(damaged|cannot be read|checksum)/);
    });
  });
}

it("drop wants the application named on the command line, and a yes", async () => {
  const settings = settingsOf(stores[0]!.location);
  assert.equal((await failure(drop(settings, { yes: true }, { flags: {} }))).code, "SETTINGS_INVALID");
  const flags = { PICKET_APPLICATION_ID: application };
  assert.match((await failure(drop(settings, {}, { flags }))).message, /say --yes/);
});

it("a command of states needs a store", async () => {
  for (const location of ["none", "memory:"]) {
    const error = await failure(printed((io) => list(settingsOf(location), {}, context, io)));
    assert.equal(error.code, "SETTINGS_INVALID");
  }
});

function verdicts(harness: Harness): readonly string[] {
  return anomaliesOf(harness.readAll("anomalies")).map(
    ({ detector, container, score, threshold, time }) =>
      `${detector} ${container?.image} ${score} ${threshold} ${time}`,
  );
}

function withoutAge(all: readonly Listed[]): unknown {
  return JSON.parse(JSON.stringify(all), (key, value: unknown) => (key === "ageMs" ? undefined : value));
}

/** Changes a byte in the middle of what is stored as entries. */
async function spoil(location: string): Promise<void> {
  if (location.startsWith("file:")) {
    const root = location.slice(5);
    const name = (await readdir(root, { recursive: true })).find((one) => one.includes("entries-"));
    const path = join(root, name!);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    return;
  }
  const client = new Redis(location);
  const [key = ""] = await client.keys(`*${application}:container*entries*`);
  const field = (await client.hkeys(key)).find((name) => name.includes("@"))!;
  const bytes = (await client.hgetBuffer(key, field))!;
  bytes[bytes.length >> 1]! ^= 1;
  await client.hset(key, field, bytes);
  client.disconnect();
}
