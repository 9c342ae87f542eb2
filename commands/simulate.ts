/** `picket simulate`: the telemetry of a simulated fleet of containers, to a file of events or to Kafka; of nodes, elsewhere. */

import { writeFile } from "node:fs/promises";
import { integer, someOf, text } from "../config/kinds.ts";
import type { Settings } from "../config/settings.ts";
import { bytes as asBytes, format, whole } from "../console/terminal/units.ts";
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
import { Meter } from "./meter.ts";
import { openLog } from "./open-log.ts";
import { flag, instant, option, readOptions } from "./options.ts";
import { requireWritable } from "./require-writable.ts";
import type { SimulateNodesOptions } from "./simulate/node-options.ts";
import { simulateNodes } from "./simulate/nodes.ts";
import { processSurroundings } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";

/** As given on the command line. */
export interface SimulateOptions extends SimulateNodesOptions {
  /** How many; without it, to Kafka, until stopped. */
  readonly events?: string;
  /** Events per second of event time; to Kafka also of real time, where it is given. */
  readonly rate?: string;
  readonly images?: string;
  /** Each `NAME@AFTER[+DURATION][=IMAGE]`. */
  readonly attack?: readonly string[];
}

const onlyContainers = "events rate images attack".split(" ");
const onlyNodes =
  "for history speed incident incidents scenarios samplesInterval execs connects cpus containers metrics clockSkew tetragonEnvelope".split(
    " ",
  );

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
  if (given.nodes !== undefined) {
    refuse(given, onlyContainers, "is of a fleet of containers, not of --nodes");
    return simulateNodes(settings, given, context, surroundings);
  }
  refuse(given, onlyNodes, "needs --nodes");
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

function refuse(given: SimulateOptions, names: readonly string[], problem: string): void {
  const wrong = names.filter((name) => name in given).map((name) => `${flag(name)} ${problem}.`);
  if (wrong.length > 0) throw new PicketError("SETTINGS_INVALID", wrong.join("\n"));
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

function summary(meter: Meter, episodes: number, given: SimulateOptions, settings: Settings): string {
  const to = given.out ?? `${settings.topics.resource} and ${settings.topics.frequency}`;
  const attacks = episodes === 0 ? "" : `, ${episodes} attack${episodes === 1 ? "" : "s"}`;
  const early = meter.total !== Infinity && meter.done < meter.total ? ` of ${whole(meter.total)}` : "";
  const written = `${whole(meter.done)}${early} events to ${to}`;
  return `Wrote ${written}: ${format(meter.bytes, asBytes)}, ${whole(meter.perSecond)} events/s${attacks}.\n`;
}
