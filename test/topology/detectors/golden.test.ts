/** Every line of River's answers for all detector and model pairs: same events scored, same decisions, scores within 1e-9. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { eventDecoder } from "../../../sources/ebpf/decoder.ts";
import { readEventFile } from "../../../sources/ebpf/event-file.ts";
import type { EbpfEvent } from "../../../sources/ebpf/event.ts";
import type { DetectorState } from "../../../topology/detector.ts";
import { builtInDetectors, type ModelName } from "../../../topology/detectors/built-in.ts";
import { Rejection } from "../../../topology/rejection.ts";

const folder = new URL("../../fixtures/golden/", import.meta.url);
const sample: Buffer[] = [];
for await (const bytes of readEventFile(new URL("sample.events.gz", folder).pathname)) sample.push(bytes);
/** How the answers were made: global detectors warmed up by count alone. */
const warmup = { size: 200, timeMs: Infinity, sizePerContainer: 50 };

const byImage = (event: EbpfEvent): string => event.containerImage;

test("resource-per-container with hst agrees with River", () => agrees("resource-per-container", "hst", byImage));
test("resource-per-container with ocsvm agrees with River", () => agrees("resource-per-container", "ocsvm", byImage));
test("resource-global with hst agrees with River", () => agrees("resource-global", "hst", () => "global"));
test("resource-global with ocsvm agrees with River", () => agrees("resource-global", "ocsvm", () => "global"));
test("syscall-per-container with ocsvm agrees with River", () => agrees("syscall-per-container", "ocsvm", byImage));
// No container of the sample fills a window of syscalls: these answers take all of them for one container, "all".
test("syscall-per-container with hst agrees with River", () =>
  agrees("syscall-per-container", "hst", (event) => event.containerImage && "all"));

function agrees(name: string, model: ModelName, keyOf: (event: EbpfEvent) => string): void {
  const expected = readAnswers(`${name}.${model}.tsv.gz`);
  const answers = score(name, model, keyOf);
  assert.ok(expected.length > 1000, "there is something to compare");
  assert.equal(answers.length, expected.length);
  for (const [i, answer] of answers.entries()) {
    const { score, ...wanted } = expected[i]!;
    const { score: got, ...decided } = answer;
    assert.deepEqual(decided, wanted);
    const error = Math.abs(got - score);
    assert.ok(error <= 1e-9 * Math.abs(score), `event ${wanted.index}: score ${got}, River's is ${score}`);
  }
}

interface Answer {
  readonly index: number;
  readonly key: string;
  readonly score: number;
  readonly anomalous: boolean;
}

function score(name: string, model: ModelName, keyOf: (event: EbpfEvent) => string): readonly Answer[] {
  const detector = builtInDetectors({ model, profile: "river", warmup }).find((one) => one.name === name)!;
  const states = new Map<string, DetectorState<EbpfEvent>>();
  const decoder = eventDecoder();
  const answers: Answer[] = [];
  for (const [index, bytes] of sample.entries()) {
    const event = decoder.decode(bytes);
    if (event instanceof Rejection) throw new Error(`event ${index} is rejected: ${event.detail}`);
    const key = keyOf(event);
    if (!detector.accepts(event) || key === "") continue;
    if (!states.has(key)) states.set(key, detector.open());
    const verdict = states.get(key)!.observe(event);
    if (verdict !== undefined) answers.push({ index, key, score: verdict.score, anomalous: verdict.anomalous });
  }
  return answers;
}

function readAnswers(file: string): readonly Answer[] {
  const lines = gunzipSync(readFileSync(new URL(file, folder)))
    .toString()
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const [index, key, score, anomalous] = line.split("\t");
    return { index: Number(index), key: key!, score: Number(score), anomalous: anomalous === "1" };
  });
}
