/** The store in files: the contract of every store, with a process that ends between any two steps. */

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { hasCode } from "../../errors/picket-error.ts";
import { FileStore } from "../../state/file-store.ts";
import { realFiles, type Files } from "../../state/file/files.ts";
import { identityDirectory, manifestsOf } from "../../state/file/names.ts";
import { framed, readSegment } from "../../state/file/segment.ts";
import { fail, identity, request, testStoreContract, type CutStore, type Spoil } from "./contract.ts";

testStoreContract(
  "file",
  async () => {
    const root = await mkdtemp(path.join(tmpdir(), "picket-state-"));
    return {
      connect: () => new FileStore(root),
      spoil: spoilFiles(root),
      cuts: [
        cutFiles(root, { once: false, torn: false }),
        cutFiles(root, { once: false, torn: true }),
        cutFiles(root, { once: true, torn: true }),
      ],
      stop: () => rm(root, { recursive: true, force: true }),
    };
  },
  { seed: "file-1", durable: true },
);

/** @param torn half of what is written at that step arrives. @param once later steps work again. */
function cutFiles(root: string, { once, torn }: { once: boolean; torn: boolean }) {
  return async (at: number): Promise<CutStore> => {
    let [armed, steps] = [false, 0];
    const step = async <T>(work: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
      if (armed) steps += 1;
      if (!armed || steps < at || (once && steps > at)) return work();
      if (steps === at && torn) await half?.();
      throw Object.assign(new Error("EIO: the process has ended"), { code: "EIO" });
    };
    const files: Files = {
      create: (file) =>
        step(async () => {
          const open = await realFiles.create(file);
          return {
            write: (bytes) =>
              step(
                () => open.write(bytes),
                () => open.write(bytes.subarray(0, bytes.length >> 1)),
              ),
            sync: () => step(() => open.sync()),
            close: () => open.close(),
          };
        }),
      syncDirectory: (directory) => step(() => realFiles.syncDirectory(directory)),
      makeDirectory: (directory) => step(() => realFiles.makeDirectory(directory)),
      rename: (from, to) => step(() => realFiles.rename(from, to)),
      remove: (file) => step(() => realFiles.remove(file)),
      read: (file) => step(() => realFiles.read(file)),
      readRanges: (file, ranges) => step(() => realFiles.readRanges(file, ranges)),
      names: (directory) => step(() => realFiles.names(directory)),
    };
    return {
      store: new FileStore(root, files),
      arm: () => void (armed = true),
      happened: () => steps >= at,
      close: async () => {},
    };
  };
}

function spoilFiles(root: string): Spoil {
  return {
    manifest: async (of, which, change) => {
      const directory = identityDirectory(root, of.scope, of.identity);
      const file = path.join(directory, manifestsOf(await readdir(directory))[which === "newest" ? 0 : 1]!.name);
      await writeFile(file, change(await readFile(file, "utf8")));
    },
    entry: async (of, name, change) => {
      const directory = identityDirectory(root, of.scope, of.identity);
      const segments = (await readdir(directory))
        .filter((file) => file.startsWith("entries-"))
        .sort()
        .reverse();
      for (const segment of segments) {
        const file = path.join(directory, segment);
        const entries = readSegment(await readFile(file));
        assert.ok(typeof entries === "object");
        if (!entries.some((entry) => entry.name === name)) continue;
        const changed = entries.flatMap((entry) => {
          const packed = entry.name === name ? change(entry.packed) : entry.packed;
          return packed === undefined ? [] : framed({ ...entry, packed });
        });
        return writeFile(file, Buffer.concat(changed));
      }
      assert.fail(`no entry ${name}`);
    },
  };
}

test("says what to do when the directory cannot be used", async () => {
  const root = await mkdtemp(path.join(tmpdir(), "picket-state-"));
  const file = path.join(root, "file");
  await writeFile(file, "");
  const session = new FileStore(file).open({ applicationId: "a", stage: "s", partition: 0 }, identity);
  await assert.rejects(
    session.load(fail),
    (error) => hasCode(error, "STATE_UNAVAILABLE") && /is a file/.test(error.message),
  );
  await assert.rejects(session.save(request(1, {})), (error) => hasCode(error, "STATE_UNAVAILABLE"));
  await rm(root, { recursive: true });
});

test("keeps nothing of a group that was deleted once the new one has saved", async (t) => {
  const root = await mkdtemp(path.join(tmpdir(), "picket-state-"));
  t.after(() => rm(root, { recursive: true }));
  const scope = { applicationId: "a", stage: "s", partition: 0 };
  const store = new FileStore(root);
  const before = store.open(scope, identity);
  for (const offset of [100, 200]) await before.save(request(offset, { a: "a" }, [], 57));
  const owner = store.open(scope, identity);
  await owner.load(fail);
  assert.equal(await owner.save(request(10, { a: "a" }, [], 1)), "incomplete");
  assert.equal(await owner.save(request(10, { a: "a" }, [], 1)), "saved");
  const files = await readdir(identityDirectory(root, scope, identity));
  assert.deepEqual(files.sort(), ["entries-1-10-1", "manifest-1-10"]);
});

test("stays in its directory, whatever an application is called", async () => {
  const root = await mkdtemp(path.join(tmpdir(), "picket-state-"));
  const store = new FileStore(path.join(root, "inner"));
  const session = store.open({ applicationId: "..", stage: "../..", partition: 0 }, identity);
  assert.equal(await session.save(request(1, { a: "a" })), "saved");
  assert.deepEqual(await readdir(root), ["inner"]);
  assert.equal(await store.drop(".."), 1);
  await rm(root, { recursive: true });
});
