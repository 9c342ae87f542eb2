/** `picket replay`: a file of events through one detector, as the topology would run it, without Kafka. */

import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Settings } from "../config/settings.ts";
import { PicketError } from "../errors/picket-error.ts";
import { eventDecoder } from "../sources/ebpf/decoder.ts";
import { readEventFile } from "../sources/ebpf/event-file.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import { eventScanner } from "../sources/ebpf/scanner.ts";
import type { Detector, DetectorState } from "../topology/detector.ts";
import { containerOf } from "../topology/keys.ts";
import { Rejection } from "../topology/rejection.ts";
import { knownDetectors } from "./known-detectors.ts";
import { Meter } from "./meter.ts";
import { requireWritable } from "./require-writable.ts";
import { processSurroundings, type Surroundings } from "./surroundings.ts";

export interface ReplayOptions {
  /** The name of one that Picket brings, or of one of PICKET_DETECTOR_MODULES. */
  readonly detector: string;
  /** Where to write a JSON line for each scored event: index, key, score, anomalous. */
  readonly scores?: string;
}

export interface ReplaySummary {
  readonly events: number;
  readonly scored: number;
  readonly anomalous: number;
  /** Containers seen; 1 for a global detector. */
  readonly keys: number;
  /** Counts by reason: `other_kind` is not for this detector, `no_container` is the host's own, `warm_up` only taught. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Counts by reason code of topology/rejection.ts. */
  readonly rejected: Readonly<Record<string, number>>;
  readonly eventsPerSecond: number;
}

/**
 * Writes the summary to stdout and resolves to it. A wish to stop ends the replay early, with what was read until then.
 *
 * @throws PicketError `SETTINGS_INVALID` for an unknown detector or a file of scores that cannot be written, `EVENTS_FILE_INVALID` for a file that cannot be read.
 */
export async function replay(
  settings: Settings,
  file: string,
  options: ReplayOptions,
  surroundings: Surroundings = processSurroundings(),
): Promise<ReplaySummary> {
  const run = new Replay(settings, await detectorNamed(options.detector, settings), surroundings);
  const lines = run.lines(file);
  if (options.scores === undefined) {
    for await (const _ of lines);
  } else {
    await requireWritable("--scores", options.scores);
    await pipeline(lines, createWriteStream(options.scores));
  }
  const summary = run.summary();
  surroundings.stdout.write(describeSummary(summary));
  return summary;
}

async function detectorNamed(name: string, settings: Settings): Promise<Detector<EbpfEvent>> {
  const known = await knownDetectors(settings);
  const found = known.find((detector) => detector.name === name);
  if (found !== undefined) return found;
  const expected = `expected one of ${known.map((detector) => detector.name).join(", ")}`;
  throw new PicketError("SETTINGS_INVALID", `--detector ${JSON.stringify(name)}: ${expected}.`);
}

const chunkCharacters = 64 * 1024;
const globalKey = "global";

class Replay {
  readonly #detector: Detector<EbpfEvent>;
  readonly #surroundings: Surroundings;
  readonly #scanner;
  readonly #containerOf;
  readonly #decoder = eventDecoder();
  readonly #states = new Map<string, DetectorState<EbpfEvent>>();
  readonly #skipped = new Map<string, number>();
  readonly #rejected = new Map<string, number>();
  readonly #meter: Meter;
  #scored = 0;
  #anomalous = 0;

  constructor(settings: Settings, detector: Detector<EbpfEvent>, surroundings: Surroundings) {
    this.#detector = detector;
    this.#surroundings = surroundings;
    this.#scanner = eventScanner(settings.processing.maxEventBytes);
    this.#containerOf = containerOf(settings.detection.containerKey);
    this.#meter = new Meter(Infinity, surroundings);
  }

  /** The score lines, many in one chunk. */
  async *lines(file: string): AsyncGenerator<string, void> {
    let chunk = "";
    let index = 0;
    for await (const bytes of readEventFile(file)) {
      if (this.#surroundings.stop.aborted) break;
      chunk += this.#observe(bytes, index++);
      this.#meter.count(bytes.length);
      if (chunk.length < chunkCharacters) continue;
      yield chunk;
      chunk = "";
    }
    yield chunk;
    this.#meter.close();
  }

  /** @returns the event's line, or nothing where it is not scored. */
  #observe(bytes: Buffer, index: number): string {
    const route = this.#scanner.decode(bytes);
    if (route instanceof Rejection) return count(this.#rejected, route.reason);
    const key = this.#detector.scope === "global" ? globalKey : this.#containerOf(route);
    const event = this.#decoder.decode(bytes);
    if (event instanceof Rejection) return count(this.#rejected, event.reason);
    if (!this.#detector.accepts(event)) return count(this.#skipped, "other_kind");
    if (key === undefined) return count(this.#skipped, "no_container");
    const verdict = this.#stateOf(key).observe(event);
    if (verdict === undefined) return count(this.#skipped, "warm_up");
    const { score, anomalous } = verdict;
    this.#scored++;
    if (anomalous) this.#anomalous++;
    return `${JSON.stringify({ index, key, score, anomalous })}\n`;
  }

  #stateOf(key: string): DetectorState<EbpfEvent> {
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const opened = this.#detector.open();
    this.#states.set(key, opened);
    return opened;
  }

  summary(): ReplaySummary {
    return {
      events: this.#meter.done,
      scored: this.#scored,
      anomalous: this.#anomalous,
      keys: this.#states.size,
      skipped: Object.fromEntries(this.#skipped),
      rejected: Object.fromEntries(this.#rejected),
      eventsPerSecond: this.#meter.perSecond,
    };
  }
}

/** Counts one more of `reason`. @returns no line. */
function count(counts: Map<string, number>, reason: string): "" {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return "";
}

function describeSummary(summary: ReplaySummary): string {
  const { events, scored, anomalous, keys, skipped, rejected, eventsPerSecond } = summary;
  const share = scored === 0 ? "" : ` (${((100 * anomalous) / scored).toFixed(1)} %)`;
  return [
    `events     ${events}`,
    `scored     ${scored}`,
    `anomalous  ${anomalous}${share}`,
    `keys       ${keys}`,
    `skipped    ${describeCounts(skipped)}`,
    `rejected   ${describeCounts(rejected)}`,
    `events/s   ${Math.round(eventsPerSecond)}`,
    "",
  ].join("\n");
}

function describeCounts(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts);
  return entries.length === 0 ? "0" : entries.map(([reason, number]) => `${number} ${reason}`).join(", ");
}
