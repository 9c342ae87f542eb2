/** Following a log file: every line is read, whatever becomes of the file between two looks. */

import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, renameSync, truncateSync } from "node:fs";
import { appendFile, copyFile, mkdtemp, rename, rm, truncate, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Follower, type Followed } from "../../collect/tetragon/follower.ts";
import { loadPlace, type Place, savePlace } from "../../collect/tetragon/place.ts";
import type { Clock } from "../../runtime/clock.ts";
import { systemClock } from "../../runtime/clock.ts";
import { Random } from "../../simulate/random.ts";
import { silentLogger } from "../../telemetry/logger.ts";

/** Hardly waits between two looks. */
const quick: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 2), signal) };

class Log {
  readonly file: string;
  readonly directory: string;
  #count = 0;
  warnings = 0;

  static async create(t: TestContext): Promise<Log> {
    const directory = await mkdtemp(path.join(tmpdir(), "picket-follow-"));
    t.after(() => rm(directory, { recursive: true, force: true }));
    return new Log(directory);
  }

  private constructor(directory: string) {
    this.directory = directory;
    this.file = path.join(directory, "tetragon.log");
  }

  /** @returns what was written. */
  async write(count: number): Promise<readonly string[]> {
    const lines = Array.from(
      { length: count },
      () => `{"time":"${(this.#count += 1)}","rest":"${"x".repeat(this.#count % 50)}"}`,
    );
    await appendFile(this.file, lines.map((line) => `${line}\n`).join(""));
    return lines;
  }

  async rename(to: string): Promise<void> {
    await rename(this.file, path.join(this.directory, to));
  }

  async copyTruncate(to: string): Promise<void> {
    await copyFile(this.file, path.join(this.directory, to));
    await truncate(this.file);
  }

  follower(place?: Place, maxLineBytes = 10_000): Follower {
    const logger = { ...silentLogger, warn: () => (this.warnings += 1) };
    return new Follower({ file: this.file, maxLineBytes, clock: quick, logger }, place);
  }
}

/** A follower under way. */
class Reading {
  readonly #stop = new AbortController();
  readonly #pieces: AsyncGenerator<Followed, void>;
  place: Place | undefined;
  passedOver = 0;

  constructor(follower: Follower) {
    this.#pieces = follower.read(this.#stop.signal);
  }

  /** Reads on until it has so many lines more. */
  async lines(count: number): Promise<readonly string[]> {
    const lines: string[] = [];
    while (lines.length < count) lines.push(...(await this.next()));
    return lines;
  }

  async next(): Promise<readonly string[]> {
    const { value } = await this.#pieces.next();
    assert.ok(value !== undefined);
    this.place = value.place;
    this.passedOver += value.passedOver;
    return value.lines.map(String);
  }

  async end(): Promise<Place | undefined> {
    this.#stop.abort();
    await this.#pieces.return();
    return this.place;
  }
}

it("reads what is there and what comes, and waits for a file that is not there yet", async (t) => {
  const log = await Log.create(t);
  const reading = new Reading(log.follower());
  const first = reading.lines(3);
  const written = await log.write(3);
  assert.deepEqual(await first, written);
  assert.deepEqual(await reading.lines(0), []);
  const more = await log.write(2);
  assert.deepEqual(await reading.lines(2), more);
  await reading.end();
});

it("has a place before it has read anything", async (t) => {
  const log = await Log.create(t);
  const written = await log.write(3);
  const reading = new Reading(log.follower());
  await reading.next();
  const place = await reading.end();
  assert.equal(place?.offset, 0);
  await log.rename("tetragon.log.1");
  const after = await log.write(1);
  const next = new Reading(log.follower(place));
  assert.deepEqual(await next.lines(4), [...written, ...after]);
  await next.end();
});

it("keeps half a line until it is whole, and its place before it", async (t) => {
  const log = await Log.create(t);
  const [first] = await log.write(1);
  await appendFile(log.file, '{"half":');
  const reading = new Reading(log.follower());
  assert.deepEqual(await reading.lines(1), [first]);
  const place = await reading.end();
  assert.equal(place?.offset, Buffer.byteLength(`${first}\n`));
  const next = new Reading(log.follower(place));
  const rest = next.lines(1);
  await appendFile(log.file, '"whole"}\n');
  assert.deepEqual(await rest, ['{"half":"whole"}']);
  await next.end();
});

it("passes over a line that is too long, counts it, and goes on", async (t) => {
  const log = await Log.create(t);
  const [first] = await log.write(1);
  await appendFile(log.file, `${"y".repeat(700_000)}\n`);
  const [second] = await log.write(1);
  const reading = new Reading(log.follower(undefined, 500));
  assert.deepEqual(await reading.lines(2), [first, second]);
  assert.equal(reading.passedOver, 1);
  await reading.end();
});

const rotations = {
  "renamed (logrotate)": (log: Log, name: number) => log.rename(`tetragon.log.${name}`),
  "renamed (lumberjack)": (log: Log, name: number) => log.rename(`tetragon-2026-03-01T12-00-0${name}.000.log`),
  "copied and truncated": (log: Log, name: number) => log.copyTruncate(`tetragon.log.${name}`),
};

for (const [how, rotate] of Object.entries(rotations)) {
  describe(`a file that is ${how}`, () => {
    it("is read to its end, then the next, while it is followed", async (t) => {
      const log = await Log.create(t);
      const written = [...(await log.write(3))];
      const reading = new Reading(log.follower());
      assert.deepEqual(await reading.lines(3), written);
      const unread = await log.write(2);
      await rotate(log, 1);
      const after = await log.write(4);
      assert.deepEqual(await reading.lines(6), [...unread, ...after]);
      await reading.end();
      assert.equal(log.warnings, 0);
    });

    it("twice between two looks leaves nothing out", async (t) => {
      const log = await Log.create(t);
      const reading = new Reading(log.follower());
      const first = await log.write(3);
      assert.deepEqual(await reading.lines(3), first);
      const unread = [...(await log.write(2))];
      await rotate(log, 1);
      unread.push(...(await log.write(3)));
      await systemClock.sleep(10);
      await rotate(log, 2);
      unread.push(...(await log.write(4)));
      assert.deepEqual(await reading.lines(9), unread);
      await reading.end();
      assert.equal(log.warnings, 0);
    });

    it("while nobody reads is read from the place on", async (t) => {
      const log = await Log.create(t);
      await log.write(3);
      const reading = new Reading(log.follower());
      await reading.lines(3);
      const place = await reading.end();
      const unread = [...(await log.write(2))];
      for (const name of [1, 2]) {
        await rotate(log, name);
        unread.push(...(await log.write(name)));
        await systemClock.sleep(10);
      }
      const next = new Reading(log.follower(place));
      assert.deepEqual(await next.lines(5), unread);
      await next.end();
      assert.equal(log.warnings, 0);
    });
  });
}

it("what is truncated and grows beyond the place at once is not taken for what it was", async (t) => {
  const log = await Log.create(t);
  const reading = new Reading(log.follower());
  await log.write(3);
  await reading.lines(3);
  await truncate(log.file);
  const after = await log.write(50);
  assert.deepEqual(await reading.lines(50), after);
  assert.equal(log.warnings, 1);
  await reading.end();
});

it("a place whose file is gone is said, and what is newer is read", async (t) => {
  const log = await Log.create(t);
  const reading = new Reading(log.follower());
  await log.write(3);
  await reading.lines(3);
  const place = await reading.end();
  await unlink(log.file);
  const after = await log.write(2);
  const next = new Reading(log.follower(place));
  assert.deepEqual(await next.lines(2), after);
  assert.equal(log.warnings, 1);
  await next.end();
});

it("a new file that is still empty does not end the one before", async (t) => {
  const log = await Log.create(t);
  const reading = new Reading(log.follower());
  const first = await log.write(1);
  assert.deepEqual(await reading.lines(1), first);
  await log.rename("tetragon.log.1");
  await writeFile(log.file, "");
  const late = reading.lines(1);
  await systemClock.sleep(20);
  await appendFile(path.join(log.directory, "tetragon.log.1"), "late\n");
  assert.deepEqual(await late, ["late"]);
  const after = await log.write(1);
  assert.deepEqual(await reading.lines(1), after);
  await reading.end();
});

it("the end of a file that is left is a line, also without its end", async (t) => {
  const log = await Log.create(t);
  const reading = new Reading(log.follower());
  await log.write(1);
  await reading.lines(1);
  await appendFile(log.file, "cut off");
  await log.rename("tetragon.log.1");
  const after = await log.write(1);
  assert.deepEqual(await reading.lines(2), ["cut off", ...after]);
  await reading.end();
});

it("files that only look like former ones are not read", async (t) => {
  const log = await Log.create(t);
  const reading = new Reading(log.follower());
  await log.write(1);
  await reading.lines(1);
  const place = await reading.end();
  await unlink(log.file);
  const names = ["tetragon-operator.log", "tetragon.log.1.gz", ".tetragon.log.picket", "tetragon.logs", "other.log.1"];
  for (const name of names) await writeFile(path.join(log.directory, name), "no\n");
  const after = await log.write(1);
  const next = new Reading(log.follower(place));
  assert.deepEqual(await next.lines(1), after);
  await next.end();
});

it("after any rotations, at any moment, with any restarts, every line comes, in order but for repetitions", async (t) => {
  const seed = `follow ${process.env["SEED"] ?? systemClock.now()}`;
  t.diagnostic(`SEED=${seed}`);
  const random = new Random(seed);
  const log = await Log.create(t);
  const written: string[] = [];
  const read: string[] = [];
  let place: Place | undefined;
  const mode = random.chance(0.5) ? "rename" : "copy";
  let rotated = 0;
  const rotateNow = async (): Promise<void> => {
    const name = `tetragon.log-${String((rotated += 1)).padStart(4, "0")}`;
    if (mode === "rename") await log.rename(name);
    else await log.copyTruncate(name);
    written.push(...(await log.write(random.integer(1, 6))));
    // Files are told in order by when they were written to.
    await systemClock.sleep(6);
  };
  written.push(...(await log.write(2)));
  const first = new Reading(log.follower());
  read.push(...(await first.lines(2)));
  place = await first.end();
  for (let round = 0; round < 15; round += 1) {
    const reading = new Reading(log.follower(place));
    for (let step = random.integer(0, 4); step >= 0; step -= 1) {
      written.push(...(await log.write(random.integer(1, 30))));
      if (random.chance(0.5)) await rotateNow();
      if (random.chance(0.3)) await rotateNow();
      const missing = written.length - new Set(read).size;
      if (missing > 0 && random.chance(0.7)) read.push(...(await reading.lines(random.integer(1, missing))));
    }
    place = (await reading.end()) ?? place;
  }
  const reading = new Reading(log.follower(place));
  while (read.at(-1) !== written.at(-1)) read.push(...(await reading.lines(1)));
  await reading.end();
  assert.deepEqual([...new Set(read)], written);
});

for (const mode of ["rename", "copy"] as const) {
  it(`whoever writes and rotates beside it (${mode}) loses no line`, async (t) => {
    const seed = `beside ${process.env["SEED"] ?? systemClock.now()}`;
    t.diagnostic(`SEED=${seed}`);
    const random = new Random(seed);
    const log = await Log.create(t);
    const { file, directory } = log;
    const count = 6000;
    const write = (text: string): void => appendFileSync(file, text);
    write("0\n");
    const reading = new Reading(log.follower());
    const read = new Set(await reading.lines(1));
    const writing = async (): Promise<void> => {
      for (let [next, rotated] = [1, 0]; next < count;) {
        const lines = Array.from(
          { length: Math.min(count - next, random.integer(1, 40)) },
          (_, index) => `${next + index}\n`,
        );
        next += lines.length;
        const text = lines.join("");
        const half = random.integer(0, text.length);
        for (const part of [text.slice(0, half), text.slice(half)]) {
          write(part);
          await setImmediate();
        }
        if (random.chance(0.9)) continue;
        const former = path.join(directory, `tetragon.log-${String((rotated += 1)).padStart(4, "0")}`);
        if (mode === "rename") renameSync(file, former);
        else {
          copyFileSync(file, former);
          await setImmediate();
          truncateSync(file);
        }
      }
      write("end\n");
    };
    const written = writing();
    while (!read.has("end")) for (const line of await reading.next()) read.add(line);
    await written;
    await reading.end();
    const missing = Array.from({ length: count }, (_, index) => String(index)).filter((line) => !read.has(line));
    assert.deepEqual(missing, []);
  });
}

it("a place survives being saved, and a file that holds none is as good as none", async (t) => {
  const log = await Log.create(t);
  const file = path.join(log.directory, "place");
  assert.equal(await loadPlace(file), undefined);
  const place = {
    inode: "18446744073709551615",
    offset: 12,
    head: { length: 3, hash: "ab" },
    modified: "1767225600123456789",
  };
  await savePlace(file, place);
  assert.deepEqual(await loadPlace(file), place);
  for (const text of ["", "{", "null", '{"inode":"1","offset":-1}']) {
    await writeFile(file, text);
    assert.equal(await loadPlace(file), undefined, text);
  }
});
