/** What the demo tells: which attack starts where, what the detectors say to it, and how much of the rest is noise. */

import { anomalyLine, anomalyText } from "../terminal/anomaly.ts";
import { shortId, shortImage } from "../terminal/image.ts";
import type { Palette } from "../terminal/palette.ts";
import { whole } from "../terminal/units.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import { AnomalyShare } from "./anomaly-share.ts";

export interface StoryContainer {
  readonly id: string;
  readonly image: string;
  readonly node: string;
}

export interface StoryAttack {
  /** e.g. `a crypto-miner`. */
  readonly title: string;
  readonly container: StoryContainer;
  /** The process that does it. */
  readonly comm: string;
}

export interface StoryOptions {
  readonly containers: readonly StoryContainer[];
  /** As many events of an image, of each kind, teach its models before they judge. */
  readonly warmUpEvents: number;
  /** As many later its thresholds have found their place; until then what stands out means nothing. */
  readonly settlingEvents: number;
  /** What the detectors are expected to say to ordinary events, e.g. `about 5 %`. */
  readonly ordinaryShare: string;
  readonly profile: string;
  readonly palette: Palette;
}

/** The turns of half a second that a container's share of anomalies is taken over. */
const turns = 3;
/**
 * A container stands out where a detector finds at least this share of its events anomalous by more than a little, and this
 * many. Of ordinary events that is 1 to 4 %.
 */
const outstandingShare = 0.15;
const outstandingCount = 5;
/** A detector's repeats for the same container come as one line in this time. */
const repeatMs = 5000;
/** After so long without any, the next one is told in full again. */
const forgetMs = 20_000;
/** How often one of the ordinary anomalies is shown, as an example. */
const exampleMs = 10_000;

interface Told {
  lastMs: number;
  more: number;
}

interface Running extends StoryAttack {
  readonly startMs: number;
  foundMs: number | undefined;
  over: boolean;
}

/** An attack that was found, with what gave it away, the gravest first. */
export interface Found {
  readonly title: string;
  readonly container: StoryContainer;
  readonly anomalies: readonly Anomaly[];
}

/** All times are ms since the demo began. */
export class Story {
  readonly #options: StoryOptions;
  readonly #share = new AnomalyShare(turns);
  /** Events of one kind by image. */
  readonly #reports = new Map<string, number>();
  readonly #told = new Map<string, Told>();
  readonly #attacks: Running[] = [];
  readonly #byImage = new Map<string, number>();
  readonly #discoveries: Found[] = [];
  #fresh: Anomaly[] = [];
  #exampleAt = 0;
  #anomalies = 0;

  constructor(options: StoryOptions) {
    this.#options = options;
    for (const { image } of options.containers) this.#reports.set(image, 0);
  }

  /** What a newcomer reads first: what runs, what will happen, what to expect. */
  opening(firstAttackMs: number): string {
    const { containers, profile, ordinaryShare, palette } = this.#options;
    return [
      `${palette("strong", "Picket")} watches ${containers.length} simulated containers of ${this.#reports.size} images; all of it runs in this process, without Kafka.`,
      `Its models learn what is normal for each image while they watch. ${seconds(firstAttackMs)} from now an attack starts in one container.`,
      `The ${profile} profile calls ${ordinaryShare} of ordinary events anomalous, so only what stands out is told; the rest is counted. Ctrl-C ends.`,
    ].join("\n");
  }

  /** One container has reported its events of each kind. */
  reported({ id, image }: StoryContainer): void {
    this.#share.event(id);
    this.#reports.set(image, (this.#reports.get(image) ?? 0) + 1);
  }

  attackStarts(attack: StoryAttack, nowMs: number): string {
    this.#attacks.push({ ...attack, startMs: nowMs, foundMs: undefined, over: false });
    for (const group of this.#told.keys()) if (group.startsWith(attack.container.id)) this.#told.delete(group);
    const { title, container, comm } = attack;
    const where = `${shortImage(container.image)} (container ${shortId(container.id)} on ${container.node})`;
    return this.#options.palette("strong", `${at(nowMs)} Now ${title} starts in ${where}, as process ${comm}.`);
  }

  attackEnds({ container }: StoryAttack, nowMs: number): string {
    const attack = this.#running(container.id);
    if (attack !== undefined) attack.over = true;
    const outcome = attack === undefined ? "" : `: ${outcomeOf(attack)}`;
    return this.#options.palette("strong", `${at(nowMs)} The attack on ${shortImage(container.image)} ends${outcome}.`);
  }

  anomaly(anomaly: Anomaly): void {
    const { container, detector, severity } = anomaly;
    this.#anomalies += 1;
    this.#fresh.push(anomaly);
    if (container === undefined) return;
    if (severity !== "low") this.#share.anomaly(container.id, detector);
    this.#byImage.set(container.image, (this.#byImage.get(container.image) ?? 0) + 1);
  }

  /** Every half second: the lines that are due. */
  turn(nowMs: number): readonly string[] {
    const groups = Map.groupBy(this.#fresh, ({ container, detector }) => `${container?.id} ${detector}`);
    this.#fresh = [];
    const lines = [...groups].flatMap(([group, anomalies]) => this.#tell(group, anomalies, nowMs));
    this.#share.endTurn();
    if (lines.length > 0 || nowMs - this.#exampleAt < exampleMs) return lines;
    const example = [...groups.values()].flat().find(({ container }) => !this.#running(container?.id));
    if (example === undefined) return lines;
    this.#exampleAt = nowMs;
    return [`An ordinary one, for example: ${anomalyLine(example, this.#options.palette)}`];
  }

  /** What was found since this was last asked. */
  takeFound(): readonly Found[] {
    return this.#discoveries.splice(0);
  }

  asked(action: "cordon" | "release", node: string, nowMs: number): string {
    const what =
      action === "cordon" ? `for ${node} to be cordoned, with the anomalies as evidence` : `for ${node} back`;
    return this.#options.palette("strong", `${at(nowMs)} Whoever is on call asks ${what}.`);
  }

  status(
    counts: { readonly events: number; readonly perSecond: number; readonly judged: number },
    nowMs: number,
  ): string {
    const share = counts.judged === 0 ? "" : ` (${percent(this.#anomalies / counts.judged)})`;
    const events = `${whole(counts.events)} events, ${whole(counts.perSecond)}/s`;
    return `${at(nowMs)} ${events}; ${this.#learned()}; ${whole(this.#anomalies)} anomalies${share}`;
  }

  /** The last words. */
  closing(counts: { readonly events: number; readonly judged: number }, nowMs: number): string {
    const images = [...this.#byImage].sort(([, a], [, b]) => b - a).slice(0, 5);
    const most = images.map(([image, count]) => `${shortImage(image)} ${whole(count)}`).join(", ");
    const attacks = this.#attacks.map((attack) => {
      return `  ${attack.title} in ${shortImage(attack.container.image)}, started at ${seconds(attack.startMs)}: ${outcomeOf(attack)}`;
    });
    return [
      `Watched ${whole(counts.events)} events for ${seconds(nowMs)}: ${whole(this.#anomalies)} of ${whole(counts.judged)} judgements were anomalies.`,
      ...attacks,
      ...(most === "" ? [] : [`  most anomalies: ${most}`]),
    ].join("\n");
  }

  /** In full at first, then the number of repeats now and then, nothing for what does not stand out. */
  #tell(group: string, anomalies: readonly Anomaly[], nowMs: number): string[] {
    const worst = anomalies.reduce((a, b) => (excess(b) > excess(a) ? b : a));
    const { container, detector } = worst;
    if (container === undefined || !this.#standsOut(container, detector)) return [];
    const found = this.#found(container.id, anomalies, nowMs);
    const told = this.#told.get(group);
    if (told === undefined || nowMs - told.lastMs > forgetMs) {
      this.#told.set(group, { lastMs: nowMs, more: anomalies.length - 1 });
      return [anomalyText(worst, this.#options.palette), ...found];
    }
    told.more += anomalies.length;
    if (nowMs - told.lastMs < repeatMs) return found;
    const repeats = `    and ${whole(told.more)} more of this kind: ${shortImage(container.image)}, ${detector}`;
    this.#told.set(group, { lastMs: nowMs, more: 0 });
    return [this.#options.palette("quiet", repeats), ...found];
  }

  #standsOut({ id, image }: Pick<StoryContainer, "id" | "image">, detector: string): boolean {
    const { warmUpEvents, settlingEvents } = this.#options;
    if ((this.#reports.get(image) ?? 0) < warmUpEvents + settlingEvents) return false;
    const { anomalies, events } = this.#share.of(id, detector);
    return anomalies >= outstandingCount && anomalies >= outstandingShare * events;
  }

  /** Once for an attack: how long it took until its container stood out, for what the attack's process did. */
  #found(container: string, anomalies: readonly Anomaly[], nowMs: number): string[] {
    const attack = this.#running(container);
    if (attack === undefined || attack.foundMs !== undefined) return [];
    if (!anomalies.some(({ process }) => process.comm === attack.comm)) return [];
    attack.foundMs = nowMs;
    const gravest = anomalies.toSorted((one, other) => excess(other) - excess(one));
    this.#discoveries.push({ title: attack.title, container: attack.container, anomalies: gravest });
    const found = `    Found ${seconds(nowMs - attack.startMs)} after ${attack.title} started.`;
    return [this.#options.palette("good", found)];
  }

  #running(container: string | undefined): Running | undefined {
    return this.#attacks.findLast((attack) => attack.container.id === container && !attack.over);
  }

  #learned(): string {
    const { warmUpEvents } = this.#options;
    const reports = [...this.#reports.values()];
    const done = reports.filter((count) => count >= warmUpEvents).length;
    if (done === reports.length) return `${done} images learned`;
    const progress = reports.reduce((sum, count) => sum + Math.min(1, count / warmUpEvents), 0) / reports.length;
    return `warm-up ${percent(progress)}, ${done} of ${reports.length} images learned`;
  }
}

function outcomeOf({ startMs, foundMs }: Running): string {
  return foundMs === undefined ? "it did not stand out" : `found after ${seconds(foundMs - startMs)}`;
}

/** How far beyond its threshold; only compared within one detector and container. */
function excess({ score, threshold }: Anomaly): number {
  return Math.abs(score - threshold);
}

function at(ms: number): string {
  return `[${(ms / 1000).toFixed(1).padStart(5)} s]`;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
