/** A small fleet made by hand: windows of nodes with some noise, and the judge that reads them, with ticks between. */

import { type NodeFeature, nodeFeatures } from "../../../nodes/features.ts";
import type { NodeHealth } from "../../../nodes/health.ts";
import type { Judged } from "../../../nodes/judge/group-state.ts";
import { judge } from "../../../nodes/judge/judge.ts";
import type { Sensor } from "../../../nodes/observation.ts";
import { defaultNodePolicy, type NodePolicy } from "../../../nodes/policy/policy.ts";
import type { NodeWindow } from "../../../nodes/window.ts";
import type { CordonRequest } from "../../../proto/codecs/cordon-request.ts";
import { Random } from "../../../simulate/random.ts";
import type { ProcessorState, TraceContext } from "../../../topology/processor.ts";

export const length = 10_000;
/** A whole number of windows after the epoch. */
export const began = 1_767_225_600_000;
const group = "web";

/** What is different about a node in a window. */
export interface Change {
  readonly features?: Partial<Record<NodeFeature, number>>;
  /** Sensors that say nothing; they are in the reports as they were. */
  readonly quiet?: readonly Sensor[];
  readonly window?: Partial<NodeWindow>;
  /** No window at all. */
  readonly isGone?: boolean;
}

export interface Told {
  readonly value: Judged;
  readonly trace: TraceContext | undefined;
}

export class Fleet {
  readonly nodes: readonly string[];
  readonly told: Told[] = [];
  state: ProcessorState<NodeWindow, Judged>;
  readonly #random: Random;
  readonly #policy: NodePolicy;
  readonly #lastSeen = new Map<string, number>();
  #round = 0;
  #tick = began + 20_000;
  #offset = 0;

  constructor(nodes: number, { seed = "fleet", policy = defaultNodePolicy } = {}) {
    this.nodes = Array.from({ length: nodes }, (_, i) => `node-${i + 1}`);
    this.#random = new Random(seed);
    this.#policy = policy;
    this.state = judge(policy).open();
  }

  /** Start of the window that comes next. */
  get start(): number {
    return began + this.#round * length;
  }

  get healths(): readonly NodeHealth[] {
    return this.told.flatMap(({ value }) => ("health" in value ? [value.health] : []));
  }

  get requests(): readonly CordonRequest[] {
    return this.told.flatMap(({ value }) => ("request" in value ? [value.request] : []));
  }

  of(node: string): readonly NodeHealth[] {
    return this.healths.filter(({ window }) => window.node === node);
  }

  /** @param change of a node in a window, counted from 0 in this run. */
  run(windows: number, change: (node: string, window: number) => Change | undefined = () => undefined): this {
    for (let window = 0; window < windows; window++, this.#round++) {
      // Nodes' windows close at different moments, so that some come with every tick.
      for (let second = 0; second < 10; second++) {
        this.tick(1000);
        const due = this.nodes.filter((_, i) => i % 10 === second);
        for (const node of due) this.#send(node, change(node, window) ?? {});
      }
    }
    return this;
  }

  tick(ms: number): void {
    this.#tick += ms;
    if (this.state.wakeAt > this.#tick) return;
    this.state.wake({ key: group, tick: this.#tick }, this.#tell);
  }

  /** Goes on from a snapshot. */
  restore(): void {
    this.state = judge(this.#policy).restore(this.state.snapshot());
  }

  send(window: NodeWindow): void {
    const source = { topic: "by-group", partition: 0, offset: this.#offset++ };
    const context = { key: group, time: window.end, source, tick: this.#tick, trace: undefined };
    this.state.process(window, context, this.#tell);
  }

  readonly #tell = (value: Judged, trace?: TraceContext): void => {
    this.told.push({ value, trace });
  };

  #send(node: string, { features = {}, quiet = [], window = {}, isGone = false }: Change): void {
    const values = Object.assign(this.#ordinary(), features);
    const sensors = (["metrics", "tetragon"] as const).map((sensor) =>
      this.#report(node, sensor, quiet.includes(sensor)),
    );
    if (isGone) return;
    this.send({
      node,
      group,
      start: this.start,
      end: this.start + length,
      isEarly: false,
      features: Float64Array.from(nodeFeatures, (name) => values[name]),
      missing: [],
      sensors,
      indicators: [],
      anomalousContainers: [],
      traces: [],
      late: 0,
      ...window,
    });
  }

  #ordinary(): Record<NodeFeature, number> {
    const noise = () => Math.exp(0.2 * this.#random.normal());
    return {
      avg_cpu: 0.2 * noise(),
      avg_mem: 0.4 + 0.01 * this.#random.normal(),
      net_bytes_in: 2e6 * noise(),
      net_bytes_out: 1e6 * noise(),
      exec_count: this.#random.integer(10, 30),
      unique_process_count: this.#random.integer(4, 8),
      exec_from_tmp: 0,
      exec_from_dev_shm: 0,
      suspicious_port_connections: 0,
      container_anomalies_low: this.#random.integer(0, 2),
      container_anomalies_medium: 0,
      container_anomalies_high: 0,
      container_anomalies_critical: 0,
    };
  }

  #report(node: string, sensor: Sensor, isQuiet: boolean): NodeWindow["sensors"][number] {
    const key = `${node}/${sensor}`;
    const lastSeen = isQuiet ? (this.#lastSeen.get(key) ?? this.start) : this.start + length - 500;
    this.#lastSeen.set(key, lastSeen);
    return { sensor, count: isQuiet ? 0 : 5, lastSeen, lost: 0, isThrottled: false };
  }
}
