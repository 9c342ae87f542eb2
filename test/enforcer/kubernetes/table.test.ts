/** Whatever order lists, watch events and answers to our own changes come in, a table is never set back and ends at the truth. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Table } from "../../../enforcer/kubernetes/table.ts";
import { Random } from "../../../simulate/random.ts";

interface Thing {
  readonly uid: string;
  readonly resourceVersion: string;
}

const thing = (uid: string, resourceVersion: number | string): Thing => ({
  uid,
  resourceVersion: String(resourceVersion),
});

function newTable(): { table: Table<Thing>; changes: [Thing | undefined, Thing | undefined][] } {
  const changes: [Thing | undefined, Thing | undefined][] = [];
  return { table: new Table<Thing>((before, after) => changes.push([before, after])), changes };
}

test("a watch that is behind does not undo our own change", () => {
  const { table, changes } = newTable();
  table.put("a", thing("1", 9));
  table.putOwn("a", thing("1", 12));
  table.put("a", thing("1", 10));
  assert.equal(table.values.get("a")?.resourceVersion, "12");
  assert.equal(changes.length, 2);
});

test("versions are compared as numbers, and what is no number by what comes last", () => {
  const { table } = newTable();
  table.put("a", thing("1", 99));
  table.put("a", thing("1", 100));
  assert.equal(table.values.get("a")?.resourceVersion, "100");
  table.put("a", thing("1", "zebra"));
  table.put("a", thing("1", "ape"));
  assert.equal(table.values.get("a")?.resourceVersion, "ape");
});

test("what we removed does not come back with what a watch still tells of it", () => {
  const { table } = newTable();
  table.put("a", thing("1", 10));
  table.bury("a", "1");
  table.put("a", thing("1", 11));
  assert.equal(table.values.has("a"), false);
  table.put("a", thing("2", 13));
  table.remove("a", "1");
  assert.equal(table.values.get("a")?.uid, "2");
});

test("an answer that comes after the watch told of the end does not bring it back", () => {
  const { table } = newTable();
  table.put("a", thing("1", 10));
  table.remove("a", "1");
  table.toldUpTo("12");
  table.putOwn("a", thing("1", 11));
  assert.equal(table.values.has("a"), false);
  table.putOwn("a", thing("2", 13));
  assert.equal(table.values.get("a")?.uid, "2");
});

test("a list removes what it does not hold, but not what we made after it was read", () => {
  const { table } = newTable();
  table.put("old", thing("1", 10));
  table.put("kept", thing("2", 11));
  const end = table.beginList();
  table.put("kept", thing("2", 11));
  table.putOwn("new", thing("3", 21));
  end(new Set(["kept"]), "20");
  assert.deepEqual([...table.values.keys()], ["kept", "new"]);
});

const seed = process.env["PICKET_TEST_SEED"] ?? "table";

test(`any interleaving ends at the truth and never goes back (seed ${seed})`, () => {
  for (let round = 0; round < 300; round += 1) walk(new Random(`${seed}/${round}`), `round ${round}`);
});

/** Names and uids of a small world change; a watch tells of all in order, answers to some changes come whenever they like. */
function walk(random: Random, where: string): void {
  const { table } = newTable();
  const truth = new Map<string, Thing>();
  const toTell: { readonly name: string; readonly value: Thing; readonly gone: boolean; readonly version: string }[] =
    [];
  const answers: (() => void)[] = [];
  let [version, uids] = [90, 0];
  const highest = new Map<string, number>();
  const checkNeverBack = (): void => {
    for (const { uid, resourceVersion } of table.values.values()) {
      assert.ok(Number(resourceVersion) >= (highest.get(uid) ?? 0), `${where}: ${uid} went back`);
      highest.set(uid, Number(resourceVersion));
    }
  };
  const change = (): void => {
    const name = `n${random.integer(0, 3)}`;
    const before = truth.get(name);
    version += random.integer(1, 3);
    const gone = before !== undefined && random.chance(0.3);
    const value = thing(before?.uid ?? `u${(uids += 1)}`, version);
    if (gone) truth.delete(name);
    else truth.set(name, value);
    toTell.push({ name, value, gone, version: String(version) });
    if (random.chance(0.5)) answers.push(() => (gone ? table.bury(name, value.uid) : table.putOwn(name, value)));
  };
  const hear = (): void => {
    const event = toTell.shift();
    if (event === undefined) return;
    if (event.gone) table.remove(event.name, event.value.uid);
    else table.put(event.name, event.value);
    table.toldUpTo(event.version);
  };
  const relist = (): void => {
    const end = table.beginList();
    for (const [name, value] of truth) table.put(name, value);
    end(new Set(truth.keys()), String(version));
    toTell.length = 0;
  };
  const answer = (): void => answers.splice(random.integer(0, answers.length - 1), 1)[0]?.();
  for (let step = 0; step < 60; step += 1) {
    const dice = random.uniform();
    if (dice < 0.4) change();
    else if (dice < 0.7) hear();
    else if (dice < 0.95) answer();
    else relist();
    checkNeverBack();
  }
  while (toTell.length > 0) hear();
  while (answers.length > 0) answer();
  checkNeverBack();
  assert.deepEqual(Object.fromEntries(table.values), Object.fromEntries(truth), where);
}
