/** What the demo tells: which node is attacked, what the detectors, the judge and the policy make of it, what the enforcer does. */

import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import type { EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import type { NodeHealthMessage } from "../../proto/codecs/node-health.ts";
import { reasonText } from "../terminal/anomaly.ts";
import { shortId, shortImage } from "../terminal/image.ts";
import type { Palette, Tone } from "../terminal/palette.ts";
import { whole } from "../terminal/units.ts";
import { visible } from "../terminal/visible.ts";
import { wrap } from "../terminal/wrap.ts";

export interface StoryIncident {
  /** e.g. `a miner`. */
  readonly title: string;
  readonly node: string;
  /** Image and id of the container that it happens in. */
  readonly container: { readonly image: string; readonly id: string };
  /** The process that does it. */
  readonly comm: string;
}

export interface StoryOptions {
  readonly nodes: number;
  readonly containers: number;
  /** Of event time. */
  readonly historyMinutes: number;
  readonly palette: Palette;
  /** Of the terminal, in characters. */
  readonly width: number;
}

interface Running extends StoryIncident {
  readonly startMs: number;
  isOver: boolean;
  hasAnomaly: boolean;
  /** Kinds of evidence that were told. */
  readonly kinds: Set<string>;
  cordonedMs: number | undefined;
  releasedMs: number | undefined;
}

interface Counts {
  readonly records: number;
  readonly perSecond: number;
}

/** Of what speaks against a node, as much as fits on a screen. */
const mostEvidence = 4;
const mostReasons = 2;

/** All times are ms since the demo began. */
export class Story {
  readonly #options: StoryOptions;
  readonly #incidents: Running[] = [];
  #anomalies = 0;
  #windows = 0;
  #suspect = 0;
  #cluster = "";

  constructor(options: StoryOptions) {
    this.#options = options;
  }

  /** What a newcomer reads first: what runs, what will happen, what to expect. */
  opening(): string {
    const { nodes, containers, historyMinutes, palette } = this.#options;
    const name = "Picket";
    return wrap(
      `${name} watches ${nodes} simulated nodes with ${containers} containers; all of it runs in this process, without Kafka or Kubernetes. ` +
        `It learns what is normal for each from ${historyMinutes} minutes of telemetry. Then nodes are attacked, one a minute: ` +
        "what its detectors find becomes evidence, evidence a request, and the enforcer cordons the node. Ctrl-C ends.",
      this.#options.width,
    ).replace(name, palette("strong", name));
  }

  /** What is counted is counted from here on: before, the models knew little. */
  learned(records: number, nowMs: number): string {
    this.#anomalies = this.#windows = this.#suspect = 0;
    return this.#headline(nowMs, `Learned from ${whole(records)} records; from here on, as time passes.`);
  }

  starts(incident: StoryIncident, nowMs: number): string {
    const kinds = new Set<string>();
    const untold = { isOver: false, hasAnomaly: false, kinds, cordonedMs: undefined, releasedMs: undefined };
    this.#incidents.push({ ...incident, ...untold, startMs: nowMs });
    const { title, container, node } = incident;
    const where = `${shortImage(container.image)} (container ${shortId(container.id)}) on ${node}`;
    return this.#headline(nowMs, `Attack: ${title} starts in ${where}.`);
  }

  ends(incident: StoryIncident, nowMs: number): string {
    const running = this.#of(incident.node);
    if (running !== undefined) running.isOver = true;
    return this.#headline(nowMs, `The attack on ${incident.node} ends.`);
  }

  /** Told of the attacked container, once; others are counted. */
  anomaly(anomaly: Anomaly, nowMs: number): readonly string[] {
    this.#anomalies += 1;
    const { container, detector, severity, process, reasons } = anomaly;
    const incident = this.#of(anomaly.node);
    if (incident === undefined || incident.isOver || incident.hasAnomaly) return [];
    if (container?.id !== incident.container.id || process.comm !== incident.comm || severity === "low") return [];
    incident.hasAnomaly = true;
    const what = `Container anomaly: ${shortImage(container.image)}, process ${visible(process.comm)}, by ${visible(detector)}`;
    return [
      this.#headline(nowMs, `${what}: ${severity}.`, severity),
      ...reasons.slice(0, mostReasons).map((reason) => this.#detail(reasonText(reason))),
    ];
  }

  /** Told of the attacked node, whenever another kind of evidence speaks against it; others are counted. */
  health({ node, verdict, severity, evidence, isEarly }: NodeHealthMessage, nowMs: number): readonly string[] {
    const isSuspect = verdict === "anomalous" || verdict === "silent";
    if (!isEarly) this.#windows += 1;
    if (!isEarly && isSuspect) this.#suspect += 1;
    const incident = this.#of(node);
    if (incident === undefined || incident.isOver || !isSuspect) return [];
    const counted = evidence.filter((one) => one.severity !== "low");
    const fresh = counted.filter(({ kind }) => !incident.kinds.has(kind));
    if (fresh.length === 0) return [];
    for (const { kind } of fresh) incident.kinds.add(kind);
    return [
      this.#headline(nowMs, `Verdict: ${node} is ${verdict}, ${severity}. What speaks against it:`, severity),
      ...this.#evidence(counted),
    ];
  }

  /** Each that the policy makes, whatever node it is of. */
  request({ action, node, reason, evidence, critical }: CordonRequest, nowMs: number): readonly string[] {
    if (action === "release") return [this.#headline(nowMs, `Request, signed: release ${node}; ${visible(reason)}.`)];
    const kinds = [...new Set(evidence.map(({ kind }) => kind))];
    const because = critical.length > 0 ? `critical, ${critical.join(", ")}` : `independent kinds of evidence agree`;
    return [this.#headline(nowMs, `Request, signed: cordon ${node}; ${because}: ${kinds.join(", ")}.`)];
  }

  /** @param decided what is now as it was asked. */
  outcome({ node, code, message }: EnforcementOutcome, nowMs: number): readonly string[] {
    const incident = this.#incidents.findLast((one) => one.node === node);
    if (incident !== undefined && code === "cordoned") incident.cordonedMs ??= nowMs;
    if (incident !== undefined && code === "released") incident.releasedMs ??= nowMs;
    const lines = [this.#headline(nowMs, `Enforcer, of ${visible(node)}: ${visible(message)}`, "good")];
    const meaning = meanings.get(code);
    return meaning === undefined ? lines : [...lines, this.#detail(meaning)];
  }

  /** What the cluster is like, where that is news. */
  cluster(summary: string): readonly string[] {
    if (summary === this.#cluster) return [];
    const isFirst = this.#cluster === "";
    this.#cluster = summary;
    return isFirst ? [] : [this.#detail(`The simulated cluster has ${summary}.`)];
  }

  status({ records, perSecond }: Counts, nowMs: number): string {
    const judged = `${whole(this.#windows)} windows of nodes judged, ${whole(this.#suspect)} anomalous`;
    return `${at(nowMs)} ${whole(records)} records, ${whole(perSecond)}/s; ${judged}`;
  }

  /** The last words. */
  closing(records: number, nowMs: number): string {
    const found = `${whole(this.#anomalies)} anomalies of containers, ${whole(this.#suspect)} of ${whole(this.#windows)} windows of nodes anomalous`;
    const texts = [
      `Watched ${whole(records)} records for ${seconds(nowMs)}: ${found}.`,
      ...this.#incidents.map((incident) => `  ${outcomeOf(incident)}`),
    ];
    return texts.map((text) => wrap(text, this.#options.width, "  ")).join("\n");
  }

  #of(node: string): Running | undefined {
    return this.#incidents.findLast((incident) => incident.node === node);
  }

  /** The weightiest of each kind, then what room is left for. */
  #evidence(evidence: NodeHealthMessage["evidence"]): readonly string[] {
    const kinds = [...Map.groupBy(evidence, ({ kind }) => kind)];
    return kinds.slice(0, mostEvidence).map(([kind, own]) => {
      const more = own.length > 1 ? ` (and ${own.length - 1} more)` : "";
      return this.#detail(`${kind} (${sources.get(kind) ?? "a model"}): ${visible(own[0]?.summary ?? "")}${more}`);
    });
  }

  #headline(nowMs: number, text: string, tone: Tone = "strong"): string {
    return this.#toned(tone, wrap(`${at(nowMs)} ${text}`, this.#options.width, hang));
  }

  #detail(text: string): string {
    return this.#toned("quiet", wrap(hang + text, this.#options.width, `${hang}  `));
  }

  /** Line by line: some terminals end a colour with the line. */
  #toned(tone: Tone, text: string): string {
    const lines = text.split("\n").map((line) => this.#options.palette(tone, line));
    return lines.join("\n");
  }
}

/** Who saw it. */
const sources: ReadonlyMap<string, string> = new Map([
  ["process-behaviour", "Tetragon"],
  ["node-metrics", "node_exporter"],
  ["container-anomaly", "a container's detectors"],
  ["silence", "its sensors"],
]);

const meanings: ReadonlyMap<string, string> = new Map([
  ["cordoned", "No new pods come to it; those that run there stay, and so does what they leave behind."],
  ["released", "Pods may come to it again."],
]);

function outcomeOf({ title, node, startMs, cordonedMs, releasedMs }: Running): string {
  const attack = `${title} on ${node}, started at ${seconds(startMs)}`;
  if (cordonedMs === undefined) return `${attack}: not cordoned`;
  const released = releasedMs === undefined ? "" : `, released at ${seconds(releasedMs)}`;
  return `${attack}: cordoned after ${seconds(cordonedMs - startMs)}${released}`;
}

function at(ms: number): string {
  return `[${(ms / 1000).toFixed(1).padStart(5)} s]`;
}

/** As wide as `at`, and a space. */
const hang = " ".repeat(10);

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
