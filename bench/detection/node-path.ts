/** The path of nodes in memory, from the sources' records to health and requests, with a tick for every second of event time. */

import type { NodeHealth } from "../../nodes/health.ts";
import { anomalyObservation } from "../../nodes/ingest/anomaly.ts";
import { ebpfObservations } from "../../nodes/ingest/ebpf.ts";
import { metricsDecoder } from "../../nodes/ingest/metrics.ts";
import { tetragonObservations } from "../../nodes/ingest/tetragon.ts";
import type { Judged } from "../../nodes/judge/group-state.ts";
import { judge } from "../../nodes/judge/judge.ts";
import type { NamedObservation } from "../../nodes/observation.ts";
import type { NodePolicy } from "../../nodes/policy/policy.ts";
import { windowsProcessor } from "../../nodes/windows/processor.ts";
import type { NodeWindow } from "../../nodes/window.ts";
import type { CordonRequest } from "../../proto/codecs/cordon-request.ts";
import type { NodeTopic } from "../../simulate/nodes/record.ts";
import { eventDecoder } from "../../sources/ebpf/decoder.ts";
import type { EbpfEvent } from "../../sources/ebpf/event.ts";
import { anomalyOf } from "../../topology/anomaly.ts";
import type { Detector, DetectorState } from "../../topology/detector.ts";
import { builtInDetectors } from "../../topology/detectors/built-in.ts";
import type { Emit, Processor, ProcessorState, TraceContext } from "../../topology/processor.ts";
import { Rejection } from "../../topology/rejection.ts";

export interface InputRecord {
  readonly topic: NodeTopic;
  /** Event time, ms. */
  readonly time: number;
  readonly value: Buffer;
}

export interface Told<T> {
  readonly value: T;
  /** The newest tick, ms. */
  readonly at: number;
}

export interface Outcome {
  readonly healths: readonly Told<NodeHealth>[];
  readonly requests: readonly Told<CordonRequest>[];
  /** Anomalies of containers. */
  readonly anomalies: number;
  readonly rejected: number;
}

export interface NodePathOptions {
  readonly policy: NodePolicy;
  readonly suspiciousPorts: readonly number[];
  readonly groupOf?: (node: string) => string;
}

const maxBytes = 1_048_576;
const second = 1000;

/** @param records in the order of event time. */
export async function runNodePath(
  records: Iterable<InputRecord> | AsyncIterable<InputRecord>,
  { policy, suspiciousPorts, groupOf = () => "all" }: NodePathOptions,
): Promise<Outcome> {
  const healths: Told<NodeHealth>[] = [];
  const requests: Told<CordonRequest>[] = [];
  let anomalies = 0;
  let rejected = 0;
  let tick = 0;
  let offset = 0;

  const judges = new Keyed(judge(policy), (_, judged: Judged) => {
    if ("health" in judged) healths.push({ value: judged.health, at: tick });
    else requests.push({ value: judged.request, at: tick });
  });
  const settings = {
    lengthMs: 10 * second,
    graceMs: 5 * second,
    suspiciousPorts: new Set(suspiciousPorts),
    groups: [],
  };
  const windows = new Keyed(windowsProcessor(settings), (_, window: NodeWindow, trace) => {
    const group = groupOf(window.node);
    judges.process(group, { ...window, group }, window.end, tick, trace);
  });

  const observe = (observed: NamedObservation | Rejection, time: number): void => {
    if (observed instanceof Rejection) rejected++;
    else windows.process(observed.node, observed, observed.time || time, tick);
  };
  const containers = containerStage((anomaly, time) => {
    anomalies++;
    observe(anomalyObservation(anomaly), time);
  });
  const metrics = metricsDecoder({ identity: { label: "node" }, maxBytes });
  const tetragon = tetragonObservations(maxBytes);
  const ebpf = ebpfObservations(maxBytes);

  for await (const { topic, time, value } of records) {
    if (tick === 0) tick = time - (time % second);
    for (; tick + second <= time;) {
      tick += second;
      windows.wake(tick);
      judges.wake(tick);
    }
    if (topic === "resource" || topic === "frequency") containers(value, { topic, partition: 0, offset: offset++ });
    else {
      const observed = { "node-metrics": metrics, tetragon, ebpf_events: ebpf }[topic].decode(value);
      for (const one of [observed].flat()) observe(one, time);
    }
  }
  return { healths, requests, anomalies, rejected };
}

/** The states of a processor, one a key, woken in the order of keys. */
class Keyed<In, Out> {
  readonly #states = new Map<string, ProcessorState<In, Out>>();
  readonly #processor: Processor<In, Out>;
  readonly #tell: (key: string, value: Out, trace?: TraceContext) => void;
  #offset = 0;

  constructor(processor: Processor<In, Out>, tell: (key: string, value: Out, trace?: TraceContext) => void) {
    this.#processor = processor;
    this.#tell = tell;
  }

  process(key: string, value: In, time: number, tick: number, trace?: TraceContext): void {
    let state = this.#states.get(key);
    if (state === undefined) this.#states.set(key, (state = this.#processor.open()));
    const source = { topic: this.#processor.name, partition: 0, offset: this.#offset++ };
    state.process(value, { key, time, source, tick, trace }, this.#emitOf(key));
  }

  wake(tick: number): void {
    for (const [key, state] of this.#states) if (state.wakeAt <= tick) state.wake({ key, tick }, this.#emitOf(key));
  }

  #emitOf(key: string): Emit<Out> {
    return (value, trace) => this.#tell(key, value, trace);
  }
}

type AnomalySink = (anomaly: ReturnType<typeof anomalyOf>, time: number) => void;

/** The detectors per container, as they are by default. */
function containerStage(found: AnomalySink) {
  const decoder = eventDecoder();
  const warmup = { size: 3000, timeMs: 240 * second, sizePerContainer: 50 };
  const detectors = builtInDetectors({ model: "hst", profile: "river", warmup });
  const perContainer = detectors.filter(({ scope }) => scope === "container");
  const states = new Map<string, DetectorState<EbpfEvent>>();
  const stateOf = (detector: Detector<EbpfEvent>, image: string): DetectorState<EbpfEvent> => {
    const key = `${detector.name} ${image}`;
    const known = states.get(key) ?? detector.open();
    states.set(key, known);
    return known;
  };
  return (
    value: Buffer,
    source: { readonly topic: string; readonly partition: number; readonly offset: number },
  ): void => {
    const event = decoder.decode(value);
    if (event instanceof Rejection) return;
    for (const detector of perContainer) {
      if (!detector.accepts(event)) continue;
      const verdict = stateOf(detector, event.containerImage).observe(event);
      if (verdict?.anomalous !== true) continue;
      const context = { key: event.containerImage, time: event.time, source };
      found(anomalyOf({ detector, verdict, event }, context), event.time);
    }
  };
}
