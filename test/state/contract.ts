/** What every store of snapshots must do. Each test works on an application of its own. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { Random } from "../../simulate/random.ts";
import type {
  PartitionSnapshots,
  SaveRequest,
  Snapshot,
  SnapshotStore,
  StateIdentity,
  StateScope,
} from "../../state/port.ts";

export interface StoreUnderTest {
  /** A store as one more process would hold it. */
  connect(): SnapshotStore;
  /** Hands on what lies in the store, to spoil it. Left out where it lies in this process alone. */
  readonly spoil?: Spoil;
  /** A store that fails at its n-th step after `arm`, once or from then on, in each of the ways it can. */
  readonly cuts?: readonly ((step: number) => Promise<CutStore>)[];
  stop(): Promise<void>;
}

export interface Spoil {
  manifest(of: Place, which: "newest" | "previous", change: (text: string) => string): Promise<void>;
  /** The newest version of an entry; `undefined` removes it. */
  entry(of: Place, name: string, change: (packed: Buffer) => Buffer | undefined): Promise<void>;
}

export interface Place {
  readonly scope: StateScope;
  readonly identity: StateIdentity;
}

export interface CutStore {
  readonly store: SnapshotStore;
  arm(): void;
  /** Whether so many steps were taken. */
  happened(): boolean;
  close(): Promise<void>;
}

export const identity: StateIdentity = { topicId: "topic-1", fingerprint: "f00d" };

/** @param durable whether the store holds something that can be spoiled, in steps that can be cut. */
export function testStoreContract(
  name: string,
  open: () => Promise<StoreUnderTest>,
  { seed, durable }: { readonly seed: string; readonly durable: boolean },
): void {
  describe(`${name} store of snapshots (seed ${seed})`, () => {
    let underTest: StoreUnderTest;
    let store: SnapshotStore;
    let other: SnapshotStore;
    let serial = 0;

    before(async () => {
      underTest = await open();
      store = underTest.connect();
      other = underTest.connect();
    });
    after(async () => {
      await store.close();
      await other.close();
      await underTest.stop();
    });

    const place = (more: Partial<StateScope> = {}): Place => ({
      scope: { applicationId: `${seed}-${(serial += 1)}`, stage: "container", partition: 0, ...more },
      identity,
    });
    const openAt = (of: Place, from = store): PartitionSnapshots => from.open(of.scope, of.identity);
    const loaded = async (of: Place, from = other): Promise<State & { problems: readonly string[] }> => {
      const problems: string[] = [];
      const snapshot = await openAt(of, from).load((problem) => problems.push(problem));
      return { ...stateOf(snapshot), problems };
    };
    const fetched = async (session: PartitionSnapshots, ...names: string[]): Promise<Record<string, string>> =>
      textsOf(await session.fetch(names));
    /** Two snapshots, at 100 and 200, of one session. */
    const twice = async (of: Place): Promise<PartitionSnapshots> => {
      const session = openAt(of);
      assert.equal(await session.load(fail), undefined);
      assert.equal(await session.save(request(100, { a: "a1", b: "b1", c: big("c1") })), "saved");
      assert.equal(await session.save(request(200, { a: "a2" }, ["b"])), "saved");
      return session;
    };
    const atOne = { offset: 100, entries: { a: "a1", b: "b1", c: big("c1") } };
    const atTwo = { offset: 200, entries: { a: "a2", c: big("c1") } };

    test("has nothing where nothing was saved", async () => {
      same(await loaded(place()), { problems: [] });
    });

    test("loads what was saved, and says what it is", async () => {
      const of = place();
      await twice(of);
      same(await loaded(of), { ...atTwo, problems: [] });
      const manifest = (await openAt(of, other).load(fail))?.manifest;
      assert.deepEqual(
        { ...manifest, checksum: manifest?.checksum.length },
        {
          ...manifest,
          ...identity,
          format: 1,
          offset: 200,
          epoch: 1,
          entries: 2,
          checksum: 16,
          savedAt: 1_700_000_000_200,
        },
      );
    });

    test("loads the one before the newest, where that is asked for", async () => {
      const of = place();
      await twice(of);
      same(stateOf(await openAt(of, other).load(fail, "previous")), atOne);
      const single = place();
      await openAt(single).save(request(1, { a: "a" }));
      same(stateOf(await openAt(single, other).load(fail, "previous")), {});
    });

    test("goes on from what it loaded, in another process, with changes only", async () => {
      const of = place();
      await twice(of);
      const heir = openAt(of, other);
      await heir.load(fail);
      assert.equal(await heir.save(request(300, { d: "d3" }, ["a"], 2)), "saved");
      same(await loaded(of, store), { offset: 300, entries: { c: big("c1"), d: "d3" }, problems: [] });
    });

    test("takes empty states, empty contents, strange names, and a save that changes nothing", async () => {
      const of = place();
      const session = openAt(of);
      assert.equal(await session.save(request(0, {})), "saved");
      same(await loaded(of), { offset: 0, entries: {}, problems: [] });
      const strange = { "x/": "", "resource/Größe@7:{}*\n": "1", "resource/@": "2", chain: "3" };
      assert.equal(await session.save(request(10, strange, ["never seen"])), "saved");
      assert.equal(await session.save(request(20, {})), "saved");
      same(await loaded(of), { offset: 20, entries: strange, problems: [] });
    });

    test("does not take changes of nothing for all there is", async () => {
      const of = place();
      await twice(of);
      const session = openAt(of, other);
      await session.load(fail);
      assert.equal(await session.save(request(50, { a: "a3" })), "incomplete");
      for (const repeat of [1, 2])
        assert.equal(await session.save({ ...request(60, { a: "a3" }), isWhole: false }), "incomplete", String(repeat));
      same(await loaded(of, store), { ...atTwo, problems: [] });
      const fresh = openAt(place());
      assert.equal(await fresh.load(fail), undefined);
      assert.equal(await fresh.save({ ...request(10, { a: "a" }), isWhole: false }), "incomplete");
    });

    test("remembers a name again that was removed", async () => {
      const of = place();
      const session = await twice(of);
      assert.equal(await session.save(request(300, { b: "b3" })), "saved");
      assert.equal(await session.save(request(400, {}, ["b"])), "saved");
      assert.equal(await session.save(request(500, {})), "saved");
      assert.equal(await session.save(request(600, {})), "saved");
      same(await loaded(of), { ...atTwo, offset: 600, problems: [] });
    });

    test("takes a save of the same offset again", async () => {
      const of = place();
      const session = await twice(of);
      assert.equal(await session.save(request(200, {})), "saved");
      same(await loaded(of), { ...atTwo, problems: [] });
      assert.equal(await session.save(request(300, { a: "a3" })), "saved");
      same(await loaded(of), {
        ...atTwo,
        offset: 300,
        entries: { ...atTwo.entries, a: "a3" },
        problems: [],
      });
    });

    test("refuses who has an older epoch, whatever the offset, and a lower offset, whatever the epoch", async () => {
      const of = place();
      const zombie = await twice(of);
      const heir = openAt(of, other);
      await heir.load(fail);
      assert.equal(await heir.save(request(200, { a: "heir" }, [], 5)), "saved");
      assert.equal(await zombie.save(request(300, { a: "zombie", z: big("z") }, [], 4)), "refused");
      assert.equal(await zombie.save(request(300, { a: "zombie", z: big("z") }, [], 4)), "refused");
      assert.equal(await openAt(of).save(request(199, { a: "late" }, [], 6)), "refused");
      same(await loaded(of), { offset: 200, entries: { ...atTwo.entries, a: "heir" }, problems: [] });
      assert.equal(await heir.save(request(250, { d: "d" }, [], 5)), "saved");
      assert.equal(await heir.save(request(300, { d: "d" }, [], 7)), "saved");
    });

    test("takes lower offsets from who has seen the higher ones: the group's were set back", async () => {
      const of = place();
      const zombie = await twice(of);
      const owner = openAt(of, other);
      await owner.load(fail);
      assert.equal(await owner.save(request(50, { a: "a50" }, ["c"], 2)), "incomplete");
      assert.equal(await owner.save(request(60, { a: "a60", e: "e60" }, [], 2)), "saved");
      same(await loaded(of), { offset: 60, entries: { a: "a60", e: "e60" }, problems: [] });
      same(await fetched(owner, "e"), { e: "e60" });
      assert.equal(await zombie.save(request(200, { a: "zombie" })), "refused");
      // Past the offsets of before, of which nothing must come back.
      for (const offset of [100, 200, 300]) {
        assert.equal(await owner.save(request(offset, { e: `e${offset}` }, [], 2)), "saved");
        same(await loaded(of), { offset, entries: { a: "a60", e: `e${offset}` }, problems: [] });
      }
    });

    test("takes lower epochs from who has seen the higher ones: the group was deleted, and made anew", async () => {
      for (const offset of [50, 200, 250]) {
        const of = place();
        const before = openAt(of);
        await before.save(request(100, { a: "a1", b: "b1" }, [], 57));
        await before.save(request(200, { a: "a2" }, [], 57));
        assert.equal(await openAt(of, other).save(request(offset, { a: "not looked" }, [], 1)), "refused");
        const owner = openAt(of, other);
        await owner.load(fail);
        const all = { a: "a3", b: "b3" };
        const outcome = await owner.save(request(offset, all, [], 1));
        assert.equal(outcome, offset < 200 ? "incomplete" : "saved");
        if (outcome === "incomplete") assert.equal(await owner.save(request(offset, all, [], 1)), "saved");
        same(await loaded(of), { offset, entries: all, problems: [] });
        assert.equal(await before.save(request(offset - 1, { a: "zombie" }, [], 57)), "refused");
        const heir = openAt(of);
        await heir.load(fail);
        assert.equal(await heir.save(request(300, { c: "c4" }, [], 2)), "saved");
        same(await loaded(of), { offset: 300, entries: { ...all, c: "c4" }, problems: [] });
        assert.equal(await owner.save(request(300, { c: "c4" }, [], 1)), "refused");
      }
    });

    test("lets a zombie do no harm while the heir saves", async () => {
      for (let round = 0; round < 5; round += 1) {
        const of = place();
        const zombie = await twice(of);
        const heir = openAt(of, other);
        await heir.load(fail);
        const noise = new Random(`${seed}/${round}`);
        const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`n${i}`, random(noise, 30_000)]));
        // State is a function of the log: both write the same under a name.
        const [, outcome] = await Promise.all([
          zombie.save(request(300, { a: "a3", ...many })),
          heir.save(request(400, { a: "a4", ...many }, [], 2)),
        ]);
        assert.equal(outcome, "saved");
        const expected = { offset: 400, entries: { c: big("c1"), ...many, a: "a4" } };
        same(await loaded(of), { ...expected, problems: [] });
        assert.equal(await zombie.save(request(500, { a: "zombie" }, ["c"])), "refused");
        assert.equal(await heir.save(request(600, {}, [], 2)), "saved");
        same(await loaded(of), { ...expected, offset: 600, problems: [] });
      }
    });

    test("starts anew for a session that loaded nothing, and mixes nothing old into it", async () => {
      const of = place();
      await twice(of);
      const fresh = openAt(of, other);
      assert.equal(await fresh.save(request(300, { d: "d3" }, [], 2)), "saved");
      same(await loaded(of), { offset: 300, entries: { d: "d3" }, problems: [] });
      assert.equal(await fresh.save(request(400, { e: "e4" }, [], 2)), "saved");
      same(await loaded(of), { offset: 400, entries: { d: "d3", e: "e4" }, problems: [] });
    });

    test("says that a save is incomplete when the store was emptied, and takes everything again", async () => {
      const of = place();
      const session = await twice(of);
      await other.drop(of.scope.applicationId);
      assert.equal(await session.save(request(300, { d: "d3" })), "incomplete");
      same(await loaded(of), { problems: [] });
      assert.equal(await session.save(request(300, { ...atTwo.entries, d: "d3" })), "saved");
      same(await loaded(of), { offset: 300, entries: { ...atTwo.entries, d: "d3" }, problems: [] });
    });

    test("says that a save is incomplete when others saved so often that its base is gone", async () => {
      const of = place();
      await twice(of);
      const slow = openAt(of, other);
      await slow.load(fail);
      const busy = openAt(of);
      await busy.load(fail);
      assert.equal(await busy.save(request(300, { a: "a3" })), "saved");
      assert.equal(await busy.save(request(400, { a: "a4" })), "saved");
      assert.equal(await slow.save(request(500, { x: "x5" }, [], 2)), "incomplete");
      assert.equal((await loaded(of)).offset, 400);
    });

    test("fetches entries of what a session loaded or saved last, as they were then", async () => {
      const of = place();
      const session = await twice(of);
      same(await fetched(session, "a", "c"), { a: "a2", c: big("c1") });
      same(await fetched(session), {});
      const heir = openAt(of, other);
      await heir.load(fail);
      same(await fetched(heir, "a", "c"), { a: "a2", c: big("c1") });
      await heir.load(fail, "previous");
      same(await fetched(heir, "b", "a"), { a: "a1", b: "b1" });
      await session.save(request(300, { b: "b3", d: "d3" }, ["a"]));
      same(await fetched(session, "b", "c", "d"), { b: "b3", c: big("c1"), d: "d3" });
      await assert.rejects(session.fetch(["b", "a"]), invalid("a"));
      await assert.rejects(session.fetch(["never"]), invalid("never"));
      await assert.rejects(openAt(of).fetch(["b"]), invalid("b"));
    });

    test("fetches thousands of entries from many saves", async () => {
      const of = place();
      const session = openAt(of);
      const all: Record<string, string> = {};
      for (let save = 1; save <= 5; save += 1) {
        const changed = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`n${i * save}`, `${i} of ${save}`]));
        Object.assign(all, changed);
        await session.save(request(save, changed));
      }
      same(await fetched(session, ...Object.keys(all)), all);
    });

    test("fetches what a save builds on while it is under way, and what it brought when it is over", async () => {
      const of = place();
      const session = await twice(of);
      const noise = new Random(seed);
      const base: Record<string, string> = { ...atTwo.entries };
      for (let offset = 300; offset < 1000; offset += 100) {
        const changed = { [`n${offset}`]: random(noise, 100_000), a: `a${offset}` };
        const saving = session.save(request(offset, changed));
        const outcome = saving.then(() => "over");
        while ((await Promise.race([outcome, fetched(session, ...Object.keys(base)).then(checked)])) !== "over");
        assert.equal(await saving, "saved");
        Object.assign(base, changed);
        same(await fetched(session, ...Object.keys(base)), base);

        function checked(found: Record<string, string>): void {
          same(found, found["a"] === base["a"] ? base : { ...base, a: `a${offset}` });
        }
      }
    });

    test("fetches nothing of a snapshot that is gone, and no other version in its place", async () => {
      const of = place();
      const slow = await twice(of);
      const busy = openAt(of, other);
      await busy.load(fail);
      for (const offset of [300, 400, 500]) await busy.save(request(offset, { a: `a${offset}` }, [], 2));
      await assert.rejects(slow.fetch(["a"]), invalid("a"));
      same(await fetched(busy, "a", "c"), { a: "a500", c: big("c1") });
      await store.drop(of.scope.applicationId);
      await assert.rejects(busy.fetch(["a", "c"]), invalid("a"));
      assert.equal(await busy.save(request(600, {}, [], 2)), "incomplete");
      await assert.rejects(busy.fetch(["c"]), invalid("c"));
    });

    test("keeps topics, fingerprints, partitions, stages and applications apart", async () => {
      const of = place();
      const places: readonly Place[] = [
        of,
        { ...of, identity: { ...identity, topicId: "topic-2" } },
        { ...of, identity: { ...identity, fingerprint: "cafe" } },
        { ...of, scope: { ...of.scope, partition: 1 } },
        { ...of, scope: { ...of.scope, stage: "node" } },
        place({ applicationId: `${of.scope.applicationId}:x` }),
      ];
      for (const [i, one] of places.entries()) {
        same(await loaded(one), { problems: [] });
        assert.equal(await openAt(one).save(request(100 + i, { a: `${i}` })), "saved");
      }
      for (const [i, one] of places.entries())
        same(await loaded(one), { offset: 100 + i, entries: { a: `${i}` }, problems: [] });
    });

    test("lists what is stored for an application, newest first, and drops it", async () => {
      const of = place();
      const applicationId = of.scope.applicationId;
      await twice(of);
      const second: Place = { ...of, scope: { ...of.scope, partition: 12 } };
      const [near, glob] = [
        place({ applicationId: `${applicationId}x` }),
        place({ applicationId: `${applicationId}*` }),
      ];
      for (const one of [second, near, glob]) await openAt(one).save(request(7, { a: "a" }));
      const listed = await other.list(applicationId);
      assert.deepEqual(
        listed.map(({ scope, manifests }) => [scope, manifests.map(({ offset }) => offset)]),
        [
          [of.scope, [200, 100]],
          [second.scope, [7]],
        ],
      );
      assert.ok(listed.every(({ bytes }) => bytes > 0));
      assert.deepEqual(
        (await other.list(glob.scope.applicationId)).map(({ scope }) => scope),
        [glob.scope],
      );
      assert.equal(await other.drop(applicationId), 3);
      assert.deepEqual(await other.list(applicationId), []);
      same(await loaded(of), { problems: [] });
      assert.equal((await loaded(near)).offset, 7);
      assert.equal(await other.drop(applicationId), 0);
    });

    test("counts for each identity of a stage how often it was announced, until the application is dropped", async () => {
      const { applicationId } = place().scope;
      const stage = { applicationId, stage: "container" };
      const rival = { topicId: 'topic "2"\n', fingerprint: "cafe" };
      assert.deepEqual(await store.announce(stage, identity), [{ ...identity, count: 1 }]);
      await other.announce(stage, rival);
      await other.announce({ applicationId, stage: "node" }, rival);
      const announced = await other.announce(stage, rival);
      assert.deepEqual(
        announced.toSorted((one, another) => one.count - another.count),
        [
          { ...identity, count: 1 },
          { ...rival, count: 2 },
        ],
      );
      assert.deepEqual(await other.list(applicationId), []);
      await store.drop(applicationId);
      assert.deepEqual(await other.announce(stage, rival), [{ ...rival, count: 1 }]);
    });

    test("keeps 10,000 entries, and of many saves no more than two snapshots need", async () => {
      const of = place();
      const session = openAt(of);
      const noise = new Random(seed);
      const content = random(noise, 200);
      const all = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`resource/${i}`, `${content}${i}`]));
      assert.equal(await session.save(request(1, all)), "saved");
      const bytesOf = async (): Promise<number> => (await other.list(of.scope.applicationId))[0]!.bytes;
      const once = await bytesOf();
      for (let i = 2; i < 30; i += 1) {
        const from = noise.integer(0, 8000);
        const changed = Object.fromEntries(
          Object.keys(all)
            .slice(from, from + 2000)
            .map((key) => [key, `${content}${i}`]),
        );
        Object.assign(all, changed);
        assert.equal(await session.save(request(i, changed)), "saved");
      }
      same(await loaded(of), { offset: 29, entries: all, problems: [] });
      const bytes = await bytesOf();
      assert.ok(bytes < 3.5 * once, `${bytes} bytes after 29 saves, ${once} after the first`);
    });

    test("stays whole whoever saves what when", async () => {
      for (let round = 0; round < 20; round += 1) await randomWalk(new Random(`${seed}/walk/${round}`));
    });

    /**
     * Sessions save what the log says, in any order; some are zombies, some forget to load. Sometimes the group is made anew,
     * so that epochs begin low again, or its offsets are set back.
     */
    async function randomWalk(chance: Random): Promise<void> {
      const of = place();
      const logSeed = String(chance.integer(0, 1e9));
      let [epoch, head, newest, changes] = [50, 0, 0, 0];
      let sessions: { readonly snapshots: PartitionSnapshots; readonly epoch: number; at: number; saw: number }[] = [];
      for (let step = 0; step < 25; step += 1) {
        if (chance.chance(0.1)) epoch = 0;
        if (chance.chance(0.1)) head = chance.integer(0, head);
        if (sessions.length === 0 || epoch === 0 || chance.chance(0.25)) {
          const snapshots = openAt(of, chance.pick([store, other]));
          const loads = chance.chance(0.9);
          const snapshot = loads ? await snapshots.load(fail) : undefined;
          epoch += 1;
          sessions.push({ snapshots, epoch, at: snapshot?.manifest.offset ?? 0, saw: loads ? changes : -1 });
          sessions = sessions.slice(-3);
        }
        head += chance.integer(0, 3);
        const session = chance.chance(0.7) ? sessions.at(-1)! : sessions[0]!;
        const since = session.at > head ? 0 : session.at;
        const save = { ...request(head, {}, [], session.epoch), ...changesOf(logSeed, since, head) };
        const outcome = await session.snapshots.save(save);
        if (session.saw === changes) assert.notEqual(outcome, "refused", "nobody saved since it looked");
        if (outcome !== "refused") session.saw = changes += 1;
        if (outcome === "saved") [session.at, newest] = [head, head];
        if (outcome === "incomplete") session.at = 0;
        await fetchesItsBase(session, logState(logSeed, session.at), chance);
        const state = await loaded(of);
        assert.deepEqual(state.problems, []);
        assert.equal(state.offset ?? 0, newest, "the newest that was saved");
        assert.deepEqual(state.entries ?? {}, logState(logSeed, newest));
      }
    }

    /** What a session is given is of its base, or it is told that it is gone. */
    async function fetchesItsBase(
      { snapshots }: { readonly snapshots: PartitionSnapshots },
      base: Readonly<Record<string, string>>,
      chance: Random,
    ): Promise<void> {
      const names = Object.keys(base).filter(() => chance.chance(0.5));
      try {
        same(await fetched(snapshots, ...names), Object.fromEntries(names.map((name) => [name, base[name]])));
      } catch (error) {
        assert.ok(hasCode(error, "SNAPSHOT_INVALID"), String(error));
      }
    }

    if (!durable) return;

    test("leaves the snapshot before or the new one, whole, wherever a save is cut", async (t) => {
      const cuts = underTest.cuts!;
      // More than one piece, however they are cut.
      const bulk = random(new Random(seed), 280_000);
      for (const [way, cut] of cuts.entries()) {
        const seen = new Set<number | undefined>();
        let steps = 0;
        for (let step = 1; ; step += 1) {
          const of = place();
          await twice(of);
          const dying = await cut(step);
          const session = openAt(of, dying.store);
          await session.load(fail);
          dying.arm();
          const later = { a: "a3", d: big("d3"), e: bulk, f: bulk };
          const outcome = await outcomeOf(session.save(request(300, later, ["c"], 2)));
          const atThree = { offset: 300, entries: later };
          const state = await loaded(of);
          same(state, { ...(state.offset === 300 ? atThree : atTwo), problems: [] }, `way ${way}, step ${step}`);
          if (outcome === "saved") assert.equal(state.offset, 300);
          seen.add(state.offset);
          // The same session, should it live on, and whoever comes after it.
          const again = await outcomeOf(session.save(request(350, { ...later, g: "g" }, ["c"], 2)));
          const { problems, ...now } = await loaded(of);
          const atAgain = { offset: 350, entries: { ...later, g: "g" } };
          assert.deepEqual(problems, []);
          same(now, now.offset === 350 ? atAgain : now.offset === 300 ? atThree : atTwo, `step ${step}, again`);
          if (again === "saved") assert.equal(now.offset, 350);
          const heir = openAt(of);
          await heir.load(fail);
          assert.equal(await heir.save(request(400, { h: "h4" }, [], 3)), "saved");
          same(await loaded(of), { offset: 400, entries: { ...now.entries, h: "h4" }, problems: [] });
          await dying.close();
          if (!dying.happened()) break;
          steps = step;
        }
        t.diagnostic(`way ${way}: ${steps} steps`);
        assert.ok(steps >= 4, `${steps} steps`);
        assert.deepEqual(seen, new Set([200, 300]), "cuts before and after what decides");
      }
    });

    test("leaves the snapshot before or the new one, whole, wherever a save at a set-back offset is cut", async () => {
      for (const [way, cut] of underTest.cuts!.entries()) {
        const seen = new Set<number | undefined>();
        for (let step = 1, happened = true; happened; step += 1) {
          const of = place();
          const before = openAt(of);
          await before.save(request(100, atOne.entries, [], 57));
          await before.save(request(200, { a: "a2" }, ["b"], 57));
          const dying = await cut(step);
          const owner = openAt(of, dying.store);
          await owner.load(fail);
          assert.equal(await owner.save(request(50, {}, [], 1)), "incomplete");
          dying.arm();
          const whole = { a: "a50", e: big("e50") };
          const outcome = await outcomeOf(owner.save(request(50, whole, [], 1)));
          const state = await loaded(of);
          same(
            state,
            { ...(state.offset === 50 ? { offset: 50, entries: whole } : atTwo), problems: [] },
            `${way}/${step}`,
          );
          if (outcome === "saved") assert.equal(state.offset, 50);
          seen.add(state.offset);
          const heir = openAt(of);
          await heir.load(fail);
          const again = await heir.save(request(60, whole, [], 2));
          if (again === "incomplete") assert.equal(await heir.save(request(60, whole, [], 2)), "saved");
          same(await loaded(of), { offset: 60, entries: whole, problems: [] });
          await dying.close();
          happened = dying.happened();
        }
        assert.deepEqual(seen, new Set([200, 50]), "cuts before and after what decides");
      }
    });

    test("leaves nothing or everything of a first save, wherever it is cut", async () => {
      for (const cut of underTest.cuts!) {
        for (let step = 1, happened = true; happened; step += 1) {
          const of = place();
          const dying = await cut(step);
          const session = openAt(of, dying.store);
          await session.load(fail);
          dying.arm();
          await outcomeOf(session.save(request(100, atOne.entries)));
          const state = await loaded(of);
          same(state, { ...(state.offset === undefined ? {} : atOne), problems: [] });
          const heir = openAt(of);
          const [start] = [await heir.load(fail)];
          const changed = start === undefined ? { ...atOne.entries, d: "d" } : { d: "d" };
          assert.equal(await heir.save(request(200, changed, [], 2)), "saved");
          const expected = { offset: 200, entries: { ...atOne.entries, d: "d" } };
          same(await loaded(of), { ...expected, problems: [] });
          await dying.close();
          happened = dying.happened();
        }
      }
    });

    const spoiled: readonly (readonly [
      what: string,
      problem: RegExp,
      spoil: (by: Spoil, of: Place) => Promise<void>,
    ])[] = [
      [
        "a flipped character in its manifest",
        /checksum/,
        (by, of) => by.manifest(of, "newest", (text) => text.replace('"offset":200', '"offset":201')),
      ],
      ["a truncated manifest", /checksum/, (by, of) => by.manifest(of, "newest", (text) => text.slice(0, -9))],
      ["an empty manifest", /not a manifest/, (by, of) => by.manifest(of, "newest", () => "")],
      ["a foreign manifest", /not a manifest/, (by, of) => by.manifest(of, "newest", () => "\u0000\u00ffhello")],
      [
        "a newer format",
        /has format 2, this version reads format 1/,
        (by, of) => by.manifest(of, "newest", (text) => text.replace("picket-snapshot 1 ", "picket-snapshot 2 ")),
      ],
      [
        "a truncated entry",
        /cannot be read|damaged/,
        (by, of) => by.entry(of, "a", (packed) => packed.subarray(0, packed.length - 5)),
      ],
      ["an empty entry", /cannot be read|damaged/, (by, of) => by.entry(of, "a", () => Buffer.alloc(0))],
      [
        "an entry of foreign bytes",
        /cannot be read|damaged/,
        (by, of) => by.entry(of, "a", () => Buffer.from("what is this, and how did it come here")),
      ],
      ["a flipped bit in an entry", /cannot be read|damaged/, (by, of) => by.entry(of, "a", flipped)],
    ];
    for (const [what, problem, spoil] of spoiled) {
      test(`falls back to the snapshot before on ${what}, and goes on from it`, async () => {
        const of = place();
        await twice(of);
        await spoil(underTest.spoil!, of);
        const { problems, ...state } = await loaded(of);
        same(state, atOne);
        assert.equal(problems.length, 1, problems.join("\n"));
        assert.match(problems[0]!, problem);
        const heir = openAt(of, other);
        await heir.load(() => {});
        assert.equal(await heir.save(request(300, { a: "a3", d: "d3" }, ["b"], 2)), "saved");
        const expected = { offset: 300, entries: { a: "a3", c: big("c1"), d: "d3" } };
        same(await loaded(of), { ...expected, problems: [] });
      });
    }

    test("fetches no entry that is damaged or missing", async () => {
      for (const spoil of [flipped, () => undefined]) {
        const of = place();
        const session = await twice(of);
        await underTest.spoil!.entry(of, "a", spoil);
        await assert.rejects(session.fetch(["c", "a"]), invalid("a"));
      }
    });

    test("has nothing, and says why, when both snapshots are spoiled; and starts anew", async () => {
      const of = place();
      await twice(of);
      // Both need it, and nothing else holds it.
      await underTest.spoil!.entry(of, "c", () => undefined);
      const { problems, ...state } = await loaded(of);
      same(state, {});
      assert.equal(problems.length, 2, problems.join("\n"));
      const heir = openAt(of, other);
      await heir.load(() => {});
      assert.equal(await heir.save(request(300, { x: "x" }, [], 2)), "saved");
      same(await loaded(of), { offset: 300, entries: { x: "x" }, problems: [] });
    });
  });
}

interface State {
  readonly offset?: number;
  readonly entries?: Readonly<Record<string, string>>;
}

function stateOf(snapshot: Snapshot | undefined): State {
  if (snapshot === undefined) return {};
  return { offset: snapshot.manifest.offset, entries: textsOf(snapshot.entries) };
}

function textsOf(entries: ReadonlyMap<string, Buffer>): Record<string, string> {
  return Object.fromEntries([...entries].map(([name, bytes]) => [name, bytes.toString("latin1")]));
}

/** An error about an entry that cannot be fetched. */
function invalid(name: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(hasCode(error, "SNAPSHOT_INVALID"), String(error));
    assert.match(error.message, new RegExp(`"${name}" cannot be fetched`));
    return true;
  };
}

/** Deep equality, with long contents told by their digests when they differ. */
function same(actual: object, expected: object, message = "not the same"): void {
  const short = (_: string, value: unknown): unknown =>
    typeof value === "string" && value.length > 100
      ? `${value.length} characters, ${createHash("sha256").update(value).digest("hex").slice(0, 8)}`
      : value;
  const shortened = (value: object): unknown => JSON.parse(JSON.stringify(value, short));
  assert.deepEqual(shortened(actual), shortened(expected), message);
}

export function request(
  offset: number,
  changed: Readonly<Record<string, string>>,
  removed: readonly string[] = [],
  epoch = 1,
): SaveRequest {
  return {
    offset,
    epoch,
    savedAt: 1_700_000_000_000 + offset,
    isWhole: true,
    changed: new Map(Object.entries(changed).map(([name, text]) => [name, Buffer.from(text, "latin1")])),
    removed,
  };
}

/** Large enough to be compressed. */
function big(text: string): string {
  return text.padEnd(5000, "0123456789");
}

/** Too disorderly to be compressed by much. */
function random(chance: Random, length: number): string {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i += 1) bytes[i] = chance.integer(0, 255);
  return bytes.toString("latin1");
}

function flipped(packed: Buffer): Buffer {
  const copy = Buffer.from(packed);
  copy[copy.length - 6]! ^= 4;
  return copy;
}

export function fail(problem: string): never {
  assert.fail(problem);
}

/** Failing to save is no mistake, as long as it is said by its code. */
async function outcomeOf(saving: Promise<string>): Promise<string> {
  try {
    return await saving;
  } catch (error) {
    if (hasCode(error, "STATE_UNAVAILABLE")) return error.code;
    throw error;
  }
}

/** What record `offset` of a made-up log does: it sets one of twelve names, or removes one. */
function logStep(logSeed: string, offset: number): { readonly name: string; readonly removes: boolean } {
  const chance = new Random(`${logSeed}/${offset}`);
  return { name: `n${chance.integer(0, 11)}`, removes: chance.chance(0.3) };
}

function logState(logSeed: string, offset: number): Record<string, string> {
  const state: Record<string, string> = {};
  for (let at = 0; at < offset; at += 1) {
    const { name, removes } = logStep(logSeed, at);
    if (removes) delete state[name];
    else state[name] = `${name} of ${at}`;
  }
  return state;
}

function changesOf(logSeed: string, from: number, to: number): Pick<SaveRequest, "changed" | "removed"> {
  const state = logState(logSeed, to);
  const touched = new Set(from === 0 ? Object.keys(state) : []);
  for (let at = from; at < to; at += 1) touched.add(logStep(logSeed, at).name);
  const present = [...touched].filter((name) => name in state);
  return {
    changed: new Map(present.map((name) => [name, Buffer.from(state[name]!)])),
    removed: [...touched].filter((name) => !(name in state)),
  };
}
