/** Numbers, times, names and status lines as people read them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { deadLetterText } from "../../console/terminal/dead-letter.ts";
import { featureMeasure, featureName } from "../../console/terminal/feature.ts";
import { shortImage } from "../../console/terminal/image.ts";
import { paletteFor, plain } from "../../console/terminal/palette.ts";
import { progressLine } from "../../console/terminal/progress.ts";
import { StatusLine } from "../../console/terminal/status-line.ts";
import {
  bytes,
  count,
  format,
  formatRange,
  formatScore,
  formatTime,
  nanoseconds,
} from "../../console/terminal/units.ts";
import { syscallName, syscallNumber } from "../../sources/ebpf/syscall-names.ts";
import { PassThrough } from "node:stream";
import { wrap } from "../../console/terminal/wrap.ts";

test("quantities have three significant digits and the unit that fits", () => {
  const texts = (measure: typeof bytes, ...values: number[]): string[] => values.map((value) => format(value, measure));
  assert.deepEqual(texts(bytes, 0, 1, 999, 999.6, 1234, 999_999, 48e6, 1.2e12, -5000), [
    "0",
    "1 B",
    "999 B",
    "1 kB",
    "1.23 kB",
    "1 MB",
    "48 MB",
    "1.2 TB",
    "-5 kB",
  ]);
  assert.deepEqual(texts(nanoseconds, 12, 1500, 43e6, 4.8e9), ["12 ns", "1.5 µs", "43 ms", "4.8 s"]);
  assert.deepEqual(texts(count, 0, 0.5, 38_000, 1.25), ["0", "0.5", "38,000", "1.3"]);
  assert.equal(format(Number.NaN, bytes), "unknown");
});

test("a range names a shared unit once", () => {
  assert.equal(formatRange(0, 1_200_000, bytes), "0 .. 1.2 MB");
  assert.equal(formatRange(10e6, 43e6, nanoseconds), "10 .. 43 ms");
  assert.equal(formatRange(900, 43_000, bytes), "900 B .. 43 kB");
  assert.equal(formatRange(0, 0, bytes), "0 .. 0");
});

test("scores and times read at a glance", () => {
  assert.deepEqual([0.993_123, -12.5, 0, 1e-9].map(formatScore), ["0.9931", "-12.5", "0", "1e-9"]);
  assert.equal(formatTime(1_790_000_000_000), "2026-09-21 14:13:20.000");
  assert.equal(formatTime(1_790_000_000_007), "2026-09-21 14:13:20.007");
  assert.equal(formatTime(0), "(no time)");
});

test("features are measured in what they count", () => {
  assert.equal(featureName("257"), "openat calls");
  assert.equal(featureName("bytes_read"), "bytes_read");
  assert.equal(featureMeasure("vm_brk_grow_bytes"), bytes);
  assert.equal(featureMeasure("cpu_ns"), nanoseconds);
  assert.equal(featureMeasure("user_faults"), count);
  assert.equal(featureMeasure("0"), count);
});

test("system calls have the kernel's names, both ways", () => {
  const known = {
    0: "read",
    1: "write",
    59: "execve",
    202: "futex",
    257: "openat",
    334: "rseq",
    435: "clone3",
    449: "futex_waitv",
  };
  for (const [number, name] of Object.entries(known)) {
    assert.equal(syscallName(Number(number)), name);
    assert.equal(syscallNumber(name), Number(number));
  }
  assert.equal(syscallName(400), "syscall 400");
  assert.equal(syscallName(499), "syscall 499");
  assert.equal(syscallNumber("constructor"), undefined);
});

test("images lose what tells nobody anything", () => {
  const shortened = {
    "registry.example/shop/api:3.1": "shop/api:3.1",
    "localhost:5000/api": "api",
    "shop/api:3.1": "shop/api:3.1",
    "redis:7.0": "redis:7.0",
    "10.0.0.7:5000/a/b@sha256:0123456789abcdef0123456789abcdef": "a/b@sha256:0123456789ab",
  };
  for (const [image, short] of Object.entries(shortened)) assert.equal(shortImage(image), short);
});

test("a dead letter says why, from where, how long, and how it begins", () => {
  const letter = {
    reason: "malformed",
    detail: "Field 18 ends after the message.",
    source: { topic: "resource", partition: 2, offset: 1234 },
    timestamp: Date.UTC(2026, 2, 1, 12, 0, 3, 120),
    value: Buffer.from("0a1f33c0", "hex"),
    originalBytes: undefined,
  };
  assert.equal(
    deadLetterText(letter, plain),
    "2026-03-01 12:00:03.120  malformed  Field 18 ends after the message.\n    record resource/2@1234, 4 bytes: 0a 1f 33 c0",
  );
  const cut = deadLetterText({ ...letter, value: Buffer.alloc(1000, 7), originalBytes: 10_000_000 }, plain);
  assert.match(cut, /10,000,000 bytes \(the first 1,000 are kept\): (07 ){16}\.\.\.$/);
  assert.match(deadLetterText({ ...letter, value: null }, plain), /@1234, no value$/);
  assert.match(deadLetterText({ ...letter, value: Buffer.alloc(0) }, plain), /@1234, 0 bytes$/);
});

test("progress says how far, how fast, how long still", () => {
  const half = { done: 300_000, total: 600_000, elapsedMs: 3000 };
  assert.equal(progressLine(half), "300,000 of 600,000 events (50 %), 100,000 events/s, 3 s left");
  assert.equal(progressLine({ ...half, total: undefined }), "300,000 events, 100,000 events/s");
  assert.equal(progressLine({ done: 0, total: 10, elapsedMs: 0 }), "0 of 10 events (0 %), 0 events/s");
});

test("on a terminal the status is written over, elsewhere it is a line like any other", () => {
  const written = (isTTY: boolean): string => {
    let all = "";
    const status = new StatusLine({ isTTY, columns: 10, write: (text) => (all += text) });
    status.print("first");
    status.show("status that is too long");
    status.print("second");
    status.clear();
    return all;
  };
  assert.equal(written(false), "first\nstatus that is too long\nsecond\n");
  assert.equal(written(true), "first\n\r\u001B[2Kstatus th\r\u001B[2Ksecond\nstatus th\r\u001B[2K");
});

test("a stream that is no terminal gets no colours", () => {
  assert.equal(paletteFor(new PassThrough())("critical", "text"), "text");
});

test("text is wrapped between words, and goes on where it should hang", () => {
  assert.equal(wrap("  one two three four", 12, "    "), "  one two\n    three\n    four");
  assert.equal(wrap("unbreakably-long word", 10), "unbreakably-long\nword");
  assert.equal(wrap("short", 10, "  "), "short");
});
