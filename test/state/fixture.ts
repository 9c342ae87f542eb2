/**
 * Writes the snapshots of test/fixtures/state/, in the format that this version writes: `node test/state/fixture.ts`. To be
 * run when the format has a new number, never to make a failing test pass: fixtures of past formats stay, and must stay
 * readable.
 */

import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { Redis } from "ioredis";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import type { EbpfEvent } from "../../sources/ebpf/event.ts";
import { FileStore } from "../../state/file-store.ts";
import { stateFormat } from "../../state/format.ts";
import { openStore } from "../../state/open-store.ts";
import type { SaveRequest, SnapshotStore, StateIdentity, StateScope } from "../../state/port.ts";
import type { Detector, DetectorState } from "../../topology/detector.ts";
import { builtInDetectors, modelNames } from "../../topology/detectors/built-in.ts";
import { Rejection } from "../../topology/rejection.ts";
import { goldenEvents } from "../golden.ts";
import { redisServer } from "../services/redis.ts";

export const fixtureScope: StateScope = { applicationId: "fixture", stage: "container", partition: 7 };
export const fixtureIdentity: StateIdentity = { topicId: "ZmFrZS10b3BpYy1pZC0wMQ", fingerprint: "0123456789abcdef" };

/** Where the fixtures of a format are. */
export function fixtureFolder(format: number): string {
  return new URL(`../fixtures/state/format-${format}/`, import.meta.url).pathname;
}

export interface FixtureFacts {
  /** Digests of the contents, by name, at the newest and at the previous snapshot. */
  readonly newest: { readonly offset: number; readonly entries: Readonly<Record<string, string>> };
  readonly previous: { readonly offset: number; readonly entries: Readonly<Record<string, string>> };
}

/** Fields and values, in Base64, by key. */
export type RedisFixture = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** By what an entry of the fixture begins with: `model/detector`. */
export function fixtureDetectors(): ReadonlyMap<string, Detector<EbpfEvent>> {
  const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };
  return new Map(
    modelNames.flatMap((model) =>
      builtInDetectors({ model, profile: "river", warmup }).map((one) => [`${model}/${one.name}`, one] as const),
    ),
  );
}

export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

async function write(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const [first, second] = await saves();
  const store = new FileStore(`${folder}files`);
  await saveAll(store, first, second);
  const entriesOf = (contents: SaveRequest["changed"]): Record<string, string> =>
    Object.fromEntries([...contents].map(([name, bytes]) => [name, digestOf(bytes)]));
  const newest = { ...entriesOf(first.changed), ...entriesOf(second.changed) };
  for (const name of second.removed) delete newest[name];
  const facts: FixtureFacts = {
    newest: { offset: second.offset, entries: newest },
    previous: { offset: first.offset, entries: entriesOf(first.changed) },
  };
  writeFileSync(`${folder}facts.json`, `${JSON.stringify(facts, null, 2)}\n`);
  writeFileSync(`${folder}redis.json`, `${JSON.stringify(await redisKeys(first, second), null, 2)}\n`);
}

/** Two saves of all detectors' states for two containers: after half of the golden events, and after all of them. */
async function saves(): Promise<readonly [SaveRequest, SaveRequest]> {
  const events = await goldenEvents();
  const states = new Map<string, DetectorState<EbpfEvent>>();
  const half = events.length >> 1;
  const learned = (from: number, to: number): Map<string, Uint8Array> => {
    const touched = learn(states, events.slice(from, to));
    return new Map([...touched].sort().map((name) => [name, states.get(name)!.snapshot()]));
  };
  const first = {
    offset: half,
    epoch: 3,
    savedAt: 1_760_000_000_000,
    isWhole: true,
    changed: learned(0, half),
    removed: [],
  };
  const [gone] = [...first.changed.keys()].slice(-1);
  const changed = learned(half, events.length);
  changed.delete(gone!);
  const second = {
    offset: events.length,
    epoch: 4,
    savedAt: 1_760_000_060_000,
    isWhole: false,
    changed,
    removed: [gone!],
  };
  return [first, second];
}

const detectors = fixtureDetectors();

/** @returns the names of the states that learned something. */
function learn(states: Map<string, DetectorState<EbpfEvent>>, events: readonly Buffer[]): Set<string> {
  const touched = new Set<string>();
  const images = new Set<string>();
  const decoder = eventDecoder();
  for (const bytes of events) {
    const event = decoder.decode(bytes);
    if (event instanceof Rejection || event.containerImage === "") continue;
    if (images.size < 2) images.add(event.containerImage);
    for (const [prefix, detector] of detectors) {
      if (!detector.accepts(event) || !images.has(event.containerImage)) continue;
      const name = `${prefix}/${detector.scope === "global" ? "" : event.containerImage}`;
      const state = states.get(name) ?? detector.open();
      state.observe(event);
      states.set(name, state);
      touched.add(name);
    }
  }
  return touched;
}

async function saveAll(store: SnapshotStore, ...requests: readonly SaveRequest[]): Promise<void> {
  const session = store.open(fixtureScope, fixtureIdentity);
  for (const request of requests) await session.save(request);
}

async function redisKeys(...requests: readonly SaveRequest[]): Promise<RedisFixture> {
  const server = await redisServer({ loglevel: "notice" });
  if (!server) throw new Error("The fixture needs a redis-server.");
  const store = openStore({ location: server.url, keyPrefix: "picket:", timeoutMs: 5000, expiryMs: 3_600_000 });
  const raw = new Redis(server.url);
  try {
    await saveAll(store, ...requests);
    const keys: Record<string, Record<string, string>> = {};
    for (const key of (await raw.keys("*")).sort()) {
      const fields = Object.entries(await raw.hgetallBuffer(key));
      const texts = fields.map(([field, value]) => [field, value.toString("base64")] as const);
      keys[key] = Object.fromEntries(texts.sort(([one], [other]) => (one < other ? -1 : 1)));
    }
    return keys;
  } finally {
    raw.disconnect();
    await store.close();
    await server.dispose();
  }
}

if (import.meta.main) await write(fixtureFolder(stateFormat));
