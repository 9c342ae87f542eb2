/** What every model must do, as checks that throw when it does not. test/models/registry.ts lists the models. */

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { hasCode } from "../../errors/picket-error.ts";
import type { Random } from "../../simulate/random.ts";

/** A model as the checks see it, whatever its own verbs. */
export interface LiveModel {
  readonly byteLength: number;
  learn(x: Float64Array): void;
  /** Everything that the model can be asked about `x`. */
  ask(x: Float64Array): readonly number[];
  snapshot(): Uint8Array;
}

export interface Subject {
  readonly name: string;
  /** Length of its vectors. */
  readonly size: number;
  /** Learned state that it may take, whatever it learns. */
  readonly maxBytes: number;
  /** What a snapshot may take, where its length varies with what is learned; otherwise it must not vary at all. */
  readonly maxSnapshotBytes?: number;
  /** To it NaN is a missing number, and the rest of the vector is learned. */
  readonly learnsHoles?: boolean;
  /** New, or restored. */
  open(snapshot?: Uint8Array): LiveModel;
}

export interface Check {
  readonly name: string;
  run(subject: Subject, random: Random): void;
}

/** More than one window of the trees, so that every check sees one close. */
const many = 600;

export const checks: readonly Check[] = [
  { name: "asking changes nothing", run: askingChangesNothing },
  { name: "the same vectors give the same answers", run: sameVectorsSameAnswers },
  { name: "a missing or non-finite number is not learned", run: badVectorsAreNotLearned },
  { name: "memory is bounded", run: memoryIsBounded },
  { name: "a restored model goes on as the uninterrupted one", run: restoredGoesOn },
  { name: "corrupt, foreign, older and newer snapshots are refused", run: strangeSnapshotsAreRefused },
];

function askingChangesNothing(subject: Subject, random: Random): void {
  const model = subject.open();
  for (let i = 0; i < many; i++) {
    model.learn(vector(subject, random));
    if (i % 50 !== 0) continue;
    const x = vector(subject, random);
    const before = model.snapshot();
    const first = model.ask(x);
    model.ask(vector(subject, random));
    assertSame(model.ask(x), first, "asked twice");
    assert.deepEqual(model.snapshot(), before, "asking left a trace in the snapshot");
  }
}

/** The two learn in turns, with a third of other vectors in between: state shared by mistake would show. */
function sameVectorsSameAnswers(subject: Subject, random: Random): void {
  const [one, other, stranger] = [subject.open(), subject.open(), subject.open()];
  for (let i = 0; i < many; i++) {
    const x = vector(subject, random);
    const answer = one.ask(x);
    one.learn(x);
    stranger.learn(vector(subject, random));
    assertSame(other.ask(x), answer, `vector ${i}`);
    other.learn(x);
  }
  assert.deepEqual(other.snapshot(), one.snapshot());
}

function badVectorsAreNotLearned(subject: Subject, random: Random): void {
  const model = subject.open();
  for (let i = 0; i < many; i++) {
    model.learn(vector(subject, random));
    if (i % 60 !== 0) continue;
    const before = model.snapshot();
    for (const bad of badVectors(subject, random)) {
      model.ask(bad);
      model.learn(bad);
      assert.deepEqual(model.snapshot(), before, `learned from ${String(bad)}`);
    }
  }
  assert.ok(model.ask(vector(subject, random)).every(Number.isFinite), "answers stay finite");
}

function memoryIsBounded(subject: Subject, random: Random): void {
  const model = subject.open();
  for (let i = 0; i < many; i++) model.learn(vector(subject, random));
  const snapshotBytes = model.snapshot().length;
  for (let i = 0; i < 5 * many; i++) model.learn(vector(subject, random));
  assert.ok(model.byteLength <= subject.maxBytes, `${model.byteLength} bytes, at most ${subject.maxBytes} are allowed`);
  const { maxSnapshotBytes = snapshotBytes } = subject;
  const { length } = model.snapshot();
  if (subject.maxSnapshotBytes === undefined) assert.equal(length, snapshotBytes, "the snapshot's length varies");
  assert.ok(length <= maxSnapshotBytes, `a snapshot of ${length} bytes, at most ${maxSnapshotBytes} are allowed`);
}

function restoredGoesOn(subject: Subject, random: Random): void {
  for (const learned of [0, 1, random.integer(2, 6), random.integer(7, 249), random.integer(250, 700)]) {
    const model = subject.open();
    for (let i = 0; i < learned; i++) model.learn(vector(subject, random));
    const restored = subject.open(model.snapshot());
    for (let i = 0; i < many; i++) {
      const x = vector(subject, random);
      assertSame(restored.ask(x), model.ask(x), `restored after ${learned}, vector ${i}`);
      model.learn(x);
      restored.learn(x);
    }
    assert.deepEqual(restored.snapshot(), model.snapshot());
  }
}

function strangeSnapshotsAreRefused(subject: Subject, random: Random): void {
  const model = subject.open();
  for (let i = 0; i < 300; i++) model.learn(vector(subject, random));
  const intact = model.snapshot();
  const refused = (what: string, bytes: Uint8Array): void =>
    assert.throws(
      () => subject.open(bytes),
      (error) => hasCode(error, "SNAPSHOT_INVALID"),
      what,
    );
  refused("empty", new Uint8Array());
  refused(
    "noise",
    Uint8Array.from({ length: 200 }, () => random.integer(0, 255)),
  );
  refused("with a byte more", Uint8Array.of(...intact, 0));
  for (let i = 0; i < 20; i++) {
    refused("cut", intact.subarray(0, random.integer(0, intact.length - 1)));
    const flipped = Uint8Array.from(intact);
    flipped[random.integer(0, intact.length - 1)]! ^= 1 << random.integer(0, 7);
    refused("with a bit flipped", flipped);
  }
  const versionAt = 1 + intact[0]!;
  refused("older", resealed(intact, versionAt, -1));
  refused("newer", resealed(intact, versionAt, 1));
  refused("of another model", resealed(intact, 1, 1));
  refused("with a field cut and its checksum right", sealed(intact.subarray(0, intact.length - 5)));
}

/** Changes one byte of the body by `by` and makes the checksum right again. */
function resealed(snapshot: Uint8Array, at: number, by: number): Uint8Array {
  const body = Uint8Array.from(snapshot.subarray(0, -4));
  body[at]! += by;
  return sealed(body);
}

function sealed(body: Uint8Array): Uint8Array {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(body));
  return Buffer.concat([body, checksum]);
}

/** Bursts, ties, constants and zeros, as telemetry has them: not one smooth distribution. */
function vector({ size }: Subject, random: Random): Float64Array {
  const loud = random.integer(0, 19) === 0;
  return Float64Array.from({ length: size }, (_, i) => {
    if (i === 0) return 7;
    if (random.integer(0, 3) === 0) return 0;
    return (loud ? 1e6 : 100) * (random.integer(0, 1) === 0 ? random.integer(0, 9) : random.uniform());
  });
}

function badVectors(subject: Subject, random: Random): readonly Float64Array[] {
  const holed = (hole: number): Float64Array => {
    const x = vector(subject, random);
    x[random.integer(0, subject.size - 1)] = hole;
    return x;
  };
  const infinite = [holed(Infinity), holed(-Infinity), vector(subject, random).subarray(1)];
  return subject.learnsHoles === true ? infinite : [holed(NaN), ...infinite];
}

/** Bit for bit, with NaN equal to itself. */
function assertSame(answers: readonly number[], expected: readonly number[], when: string): void {
  assert.equal(answers.length, expected.length, when);
  for (const [i, answer] of answers.entries())
    assert.ok(Object.is(answer, expected[i]), `${when}: ${answer}, not ${expected[i]}`);
}
