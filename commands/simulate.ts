/** `picket simulate`: a simulated fleet's telemetry, to a file of events or to Kafka. */

import { writeFile } from "node:fs/promises";
import { integer, someOf, text } from "../config/kinds.ts";
import type { Settings } from "../config/settings.ts";
import { progressLine, whole } from "../console/terminal/progress.ts";
import { StatusLine } from "../console/terminal/status-line.ts";
import { bytes as asBytes, format } from "../console/terminal/units.ts";
import { PicketError } from "../errors/picket-error.ts";
import type { Log, OutputRecord } from "../log/port.ts";
import { encodeSimulated } from "../simulate/encode.ts";
import { labels } from "../simulate/labels.ts";
import { parseAttack } from "../simulate/schedule.ts";
import { simulation } from "../simulate/simulation.ts";
import type { SimulatedKind, Simulation } from "../simulate/simulation.ts";
import { writeEventFile } from "../sources/ebpf/event-file.ts";
import type { CommandContext } from "./context.ts";
import { ensureTopics } from "./ensure-topics.ts";
import { openLog } from "./open-log.ts";
import { instant, option, readOptions } from "./options.ts";
import { requireWritable } from "./require-writable.ts";
import { processSurroundings } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";

/** As given on the command line. */
export interface SimulateOptions {
  /** How many; without it, to Kafka, until stopped. */
  readonly events?: string;
  readonly seed?: string;
  /** The file to write; `.gz` compresses. */
  readonly out?: string;
  readonly kafka?: boolean;
  /** Events per second of event time; to Kafka also of real time, where it is given. */
  readonly rate?: string;
  readonly images?: string;
  /** A comma list of `resource` and `frequency`. */
  readonly kinds?: string;
  /** Each `NAME@AFTER[+DURATION][=IMAGE]`. */
  readonly attack?: readonly string[];
  /** The first event's time, RFC 3339. */
  readonly start?: string;
  /** Where to write what was let loose when. */
  readonly labels?: string;
}

const shape = {
  events: option(integer(1)),
  seed: option(text),
  out: option(text),
  rate: option(integer(1, 10_000_000)),
  images: option(integer(1, 100_000)),
  kinds: option(someOf("resource", "frequency")),
  start: option(instant),
  labels: option(text),
};

/** A file is the same for the same seed whenever it is written, so its time does not depend on the clock. */
const fileStart = Date.UTC(2026, 0, 1);
const defaultRate = 1000;

export async function simulate(
  settings: Settings,
  given: SimulateOptions,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { attack = [], kafka = false } = given;
  const options = readOptions(shape, given);
  if ((options.out !== undefined) === kafka) {
    throw new PicketError("SETTINGS_INVALID", "Where to? Either --out FILE.events.gz or --kafka.");
  }
  if (options.out !== undefined && options.events === undefined) {
    throw new PicketError("SETTINGS_INVALID", "--out needs --events: how many events to write.");
  }
  if (options.out !== undefined) await requireWritable("--out", options.out);
  if (options.labels !== undefined) await requireWritable("--labels", options.labels);
  const { events: total = Infinity, seed = "1", images = 24 } = options;
  const rate = options.rate ?? defaultRate;
  const paced = kafka && (options.rate !== undefined || total === Infinity);
  const start = options.start ?? defaultStart({ kafka, paced, now: surroundings.clock.now(), total, rate });
  const simulated = simulation({
    seed,
    images,
    kinds: options.kinds ?? ["resource", "frequency"],
    start,
    rate,
    attacks: attack.map(parseAttack),
  });
  const meter = new Meter(total, surroundings);
  const events = encoded(simulated, meter, surroundings.stop);
  if (options.out === undefined) {
    const log = await openLog(settings, context, surroundings);
    if (log === undefined) return;
    try {
      await writeTopics(log, settings, events, { rate: paced ? rate : undefined, surroundings });
    } finally {
      await log.close();
    }
  } else {
    await writeEventFile(options.out, bytesOf(events));
  }
  meter.close();
  const run = { seed, start, end: meter.lastTime, images: simulated.containers.map(({ image }) => image) };
  const happened = labels(run, simulated.episodes);
  if (options.labels !== undefined) await writeFile(options.labels, `${JSON.stringify(happened, null, 2)}\n`);
  surroundings.stdout.write(summary(meter, happened.episodes.length, given, settings));
}

/** To Kafka, paced events start now, and events that come as fast as they can end now: neither is ahead of the clock. */
function defaultStart(run: { kafka: boolean; paced: boolean; now: number; total: number; rate: number }): number {
  if (!run.kafka) return fileStart;
  return run.paced ? run.now : run.now - Math.ceil((run.total * 1000) / run.rate);
}

interface EncodedEvent {
  readonly kind: SimulatedKind;
  readonly bytes: Buffer;
}

function* encoded(simulated: Simulation, meter: Meter, stop: AbortSignal): Generator<EncodedEvent, void> {
  for (const event of simulated.events()) {
    if (stop.aborted) return;
    const bytes = encodeSimulated(event);
    meter.count(bytes.length, event.time);
    yield { kind: event.kind, bytes };
    if (meter.done === meter.total) return;
  }
}

function* bytesOf(events: Iterable<EncodedEvent>): Generator<Buffer, void> {
  for (const { bytes } of events) yield bytes;
}

/** Unkeyed, as the agents' server writes them. Without a rate, as fast as the log takes them. */
async function writeTopics(
  log: Log,
  settings: Settings,
  events: Generator<EncodedEvent, void>,
  { rate = Infinity, surroundings: { clock, stop } }: { rate: number | undefined; surroundings: Surroundings },
): Promise<void> {
  const topicOf: Readonly<Record<SimulatedKind, string>> = settings.topics;
  await ensureTopics(log, [settings.topics.resource, settings.topics.frequency], settings.topics);
  const writer = await log.writer();
  const began = clock.elapsed();
  for (let written = 0; !stop.aborted;) {
    const due = Math.floor(((clock.elapsed() - began) * rate) / 1000) - written;
    if (due <= 0) {
      await clock.sleep(paceMs, stop);
      continue;
    }
    const batch = take(events, Math.min(due, batchSize));
    if (batch.length === 0) break;
    await writer.write(
      batch.map(({ kind, bytes }): OutputRecord => ({ topic: topicOf[kind], key: null, value: bytes, headers: [] })),
    );
    written += batch.length;
  }
  await writer.close();
}

const batchSize = 5000;
const paceMs = 20;

function take<Item>(items: Generator<Item, void>, count: number): Item[] {
  const taken: Item[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

/** Counts what is done and says so on stderr: every second on a terminal, every ten elsewhere. */
class Meter {
  readonly total: number;
  readonly #surroundings: Surroundings;
  readonly #status: StatusLine;
  /** When the first event came: connecting is not writing. */
  #began: number;
  #spoke: number;
  done = 0;
  bytes = 0;
  lastTime = 0;

  constructor(total: number, surroundings: Surroundings) {
    this.total = total;
    this.#surroundings = surroundings;
    this.#status = new StatusLine(surroundings.stderr);
    this.#began = this.#spoke = surroundings.clock.elapsed();
  }

  get elapsedMs(): number {
    return this.#surroundings.clock.elapsed() - this.#began;
  }

  count(bytes: number, time: number): void {
    if (this.done === 0) this.#began = this.#surroundings.clock.elapsed();
    this.done += 1;
    this.bytes += bytes;
    this.lastTime = time;
    if (this.done % 256 !== 0) return;
    const now = this.#surroundings.clock.elapsed();
    if (now - this.#spoke < (this.#surroundings.stderr.isTTY === true ? 1000 : 10_000)) return;
    this.#spoke = now;
    const total = this.total === Infinity ? undefined : this.total;
    this.#status.show(progressLine({ done: this.done, total, elapsedMs: now - this.#began }));
  }

  close(): void {
    this.#status.clear();
  }
}

function summary(meter: Meter, episodes: number, given: SimulateOptions, settings: Settings): string {
  const to = given.out ?? `${settings.topics.resource} and ${settings.topics.frequency}`;
  const rate = whole((meter.done * 1000) / Math.max(meter.elapsedMs, 1));
  const attacks = episodes === 0 ? "" : `, ${episodes} attack${episodes === 1 ? "" : "s"}`;
  const early = meter.total !== Infinity && meter.done < meter.total ? ` of ${whole(meter.total)}` : "";
  const written = `${whole(meter.done)}${early} events to ${to}`;
  return `Wrote ${written}: ${format(meter.bytes, asBytes)}, ${rate} events/s${attacks}.\n`;
}
