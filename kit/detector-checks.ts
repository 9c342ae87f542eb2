/**
 * What every detector of eBPF events must do, as checks that throw an AssertionError when it does not. Picket's own
 * detectors pass them; run them on yours:
 *
 *     for (const { name, run } of detectorChecks) test(name, () => run(detector, "any seed"));
 *
 * The events are a simulated fleet's, attacks included, so a detector needs to judge within some hundred of them.
 */

import assert from "node:assert/strict";
import { hasCode } from "../errors/picket-error.ts";
import { attacks } from "../simulate/attacks.ts";
import { encodeSimulated } from "../simulate/encode.ts";
import { Random } from "../simulate/random.ts";
import { simulation } from "../simulate/simulation.ts";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import { type Detector, type DetectorState, severities, type Verdict } from "../topology/detector.ts";
import { Rejection } from "../topology/rejection.ts";

export interface DetectorCheck {
  readonly name: string;
  /** @throws AssertionError that says what is wrong; the same for the same seed. */
  readonly run: (detector: Detector<EbpfEvent>, seed: string) => void;
}

export const detectorChecks: readonly DetectorCheck[] = [
  { name: "it judges events of the kind that it reads, and no others", run: judgesItsKind },
  { name: "verdicts are sound", run: verdictsAreSound },
  { name: "the same events get the same verdicts", run: sameEventsSameVerdicts },
  { name: "an event is not kept", run: eventsAreNotKept },
  { name: "a restored state goes on as the uninterrupted one", run: restoredGoesOn },
  { name: "taking a snapshot changes nothing", run: snapshotsChangeNothing },
  { name: "corrupt snapshots are refused", run: corruptSnapshotsAreRefused },
  { name: "memory is bounded", run: memoryIsBounded },
  { name: "numbers beyond all measure do not blind it", run: absurdNumbersDoNotBlind },
];

/** Enough for the windows and quantiles of usual models to turn over. */
const many = 1500;

function judgesItsKind(detector: Detector<EbpfEvent>, seed: string): void {
  const state = detector.open();
  let judged = 0;
  for (const event of readable(detector, seed, many)) {
    if (detector.accepts(event) && state.observe(event) !== undefined) judged++;
    for (const kind of ["resource", "syscalls", "other"] as const) {
      if (kind !== detector.reads)
        assert.ok(!detector.accepts({ ...event, kind }), `it accepts events of kind ${kind}`);
    }
  }
  assert.ok(judged > 0, `it judged none of ${many} events: is its warm-up longer?`);
}

function verdictsAreSound(detector: Detector<EbpfEvent>, seed: string): void {
  const state = detector.open();
  for (const event of readable(detector, seed, many)) {
    const verdict = state.observe(event);
    if (verdict !== undefined) assertSound(verdict);
  }
}

function assertSound({ score, threshold, anomalous, severity, reasons }: Verdict): void {
  assert.ok(Number.isFinite(score), `the score is ${score}`);
  assert.ok(!Number.isNaN(threshold), "the threshold is NaN");
  assert.ok(severities.includes(severity), `the severity is ${severity}`);
  if (!anomalous) return assert.deepEqual(reasons, [], "it gives reasons although nothing is anomalous");
  assert.ok(reasons.length >= 1 && reasons.length <= 5, `it gives ${reasons.length} reasons, one to five are expected`);
  let before = 1;
  let sum = 0;
  for (const { feature, value, usualLow, usualHigh, share } of reasons) {
    assert.ok(feature !== "" && Number.isFinite(value), `a reason is ${JSON.stringify(feature)} of ${value}`);
    assert.ok(usualLow <= usualHigh, `the usual range of ${feature} is ${usualLow} to ${usualHigh}`);
    assert.ok(share > 0 && share <= before, `shares are not in order: ${share} after ${before}`);
    before = share;
    sum += share;
  }
  assert.ok(sum <= 1 + 1e-9, `the shares sum to ${sum}`);
}

/** Two states in turns, with a third of other events in between: what they share by mistake shows. */
function sameEventsSameVerdicts(detector: Detector<EbpfEvent>, seed: string): void {
  const [one, other, stranger] = [detector.open(), detector.open(), detector.open()];
  const strange = readable(detector, `${seed}, of others`, many);
  for (const event of readable(detector, seed, many)) {
    const verdict = copyOf(one.observe(event));
    stranger.observe(strange.next().value ?? event);
    assert.deepEqual(other.observe(event), verdict);
  }
  assert.deepEqual(other.snapshot(), one.snapshot());
}

/** Decoders use one event again and again: it is overwritten as soon as `observe` has returned. */
function eventsAreNotKept(detector: Detector<EbpfEvent>, seed: string): void {
  const [calm, disturbed] = [detector.open(), detector.open()];
  for (const event of readable(detector, seed, many)) {
    const verdict = copyOf(calm.observe(copyOfEvent(event)));
    const overwritten = copyOfEvent(event);
    assert.deepEqual(disturbed.observe(overwritten), verdict);
    overwritten.resource.fill(1e9);
    overwritten.syscalls.counts.fill(1e9);
  }
  assert.deepEqual(disturbed.snapshot(), calm.snapshot());
}

function restoredGoesOn(detector: Detector<EbpfEvent>, seed: string): void {
  const random = new Random(seed);
  for (const learned of [0, 1, random.integer(2, 40), random.integer(41, 300), random.integer(301, many)]) {
    const events = readable(detector, seed, learned + 400);
    const state = detector.open();
    for (let i = 0; i < learned; i++) state.observe(next(events));
    const restored = detector.restore(state.snapshot());
    for (const event of events) {
      const verdict = copyOf(state.observe(event));
      assert.deepEqual(restored.observe(event), verdict, `restored after ${learned} events`);
    }
    assert.deepEqual(restored.snapshot(), state.snapshot(), `restored after ${learned} events`);
  }
}

function snapshotsChangeNothing(detector: Detector<EbpfEvent>, seed: string): void {
  const [left, asked] = [detector.open(), detector.open()];
  const random = new Random(seed);
  for (const event of readable(detector, seed, many)) {
    if (random.chance(0.05)) assert.deepEqual(asked.snapshot(), asked.snapshot());
    const verdict = copyOf(left.observe(event));
    assert.deepEqual(asked.observe(event), verdict);
  }
}

function corruptSnapshotsAreRefused(detector: Detector<EbpfEvent>, seed: string): void {
  const random = new Random(seed);
  const intact = observed(detector, seed, many).snapshot();
  const refused = (what: string, bytes: Uint8Array): void =>
    assert.throws(
      () => detector.restore(bytes),
      (error) => hasCode(error, "SNAPSHOT_INVALID"),
      `a snapshot ${what} was not refused with SNAPSHOT_INVALID`,
    );
  refused("of no bytes", new Uint8Array());
  refused("with a byte more", Uint8Array.of(...intact, 0));
  for (let i = 0; i < 20; i++) {
    refused("that is cut", intact.subarray(0, random.integer(0, intact.length - 1)));
    const flipped = Uint8Array.from(intact);
    flipped[random.integer(0, intact.length - 1)]! ^= 1 << random.integer(0, 7);
    refused("with a bit flipped", flipped);
  }
}

/** Seen by its snapshot: one that keeps events would grow five times. */
function memoryIsBounded(detector: Detector<EbpfEvent>, seed: string): void {
  const few = observed(detector, seed, many).snapshot().length;
  const more = observed(detector, seed, 5 * many).snapshot().length;
  assert.ok(more <= 2 * few, `its snapshot grows from ${few} to ${more} bytes with five times the events`);
}

function absurdNumbersDoNotBlind(detector: Detector<EbpfEvent>, seed: string): void {
  const state = detector.open();
  for (const event of readable(detector, seed, many)) state.observe(event);
  for (const event of readable(detector, seed, 3)) {
    const absurd = copyOfEvent(event);
    absurd.resource.fill(Number.MAX_VALUE);
    absurd.syscalls.counts.fill(Number.MAX_VALUE);
    state.observe(absurd);
  }
  for (const event of readable(detector, seed, 300)) {
    const { score = 0, threshold = 0 } = state.observe(event) ?? {};
    assert.ok(Number.isFinite(score), `the score of an ordinary event is ${score} after an absurd one`);
    assert.ok(!Number.isNaN(threshold), "the threshold is NaN after an absurd event");
  }
}

function observed(detector: Detector<EbpfEvent>, seed: string, count: number): DetectorState<EbpfEvent> {
  const state = detector.open();
  for (const event of readable(detector, seed, count)) state.observe(event);
  return state;
}

/** `count` events of one simulated image that `detector` reads, as one key; each valid until the next, as in production. */
function* readable(detector: Detector<EbpfEvent>, seed: string, count: number): Generator<EbpfEvent, void> {
  const kind = detector.reads === "syscalls" ? "frequency" : "resource";
  const attack = { attack: new Random(seed).pick(attacks), afterMs: 700_000, durationMs: 100_000 };
  const simulated = simulation({
    seed,
    images: 1,
    kinds: [kind],
    start: 1_767_225_600_000,
    rate: 1,
    attacks: [attack],
  });
  const decoder = eventDecoder();
  const events = simulated.events();
  for (let i = 0; i < count; i++) {
    const event = decoder.decode(encodeSimulated(events.next().value));
    if (event instanceof Rejection) throw new TypeError(`A simulated event cannot be read: ${event.detail}`);
    yield event;
  }
}

function next(events: Generator<EbpfEvent, void>): EbpfEvent {
  const { value } = events.next();
  if (value === undefined) throw new RangeError("There are no more events.");
  return value;
}

/** Verdicts are overwritten by the next `observe`. */
function copyOf(verdict: Verdict | undefined): Verdict | undefined {
  return structuredClone(verdict);
}

function copyOfEvent(event: EbpfEvent): EbpfEvent {
  const { length, numbers, counts } = event.syscalls;
  return {
    ...event,
    resource: event.resource.slice(),
    syscalls: { length, numbers: numbers.slice(0, length), counts: counts.slice(0, length) },
    process: () => event.process(),
  };
}
