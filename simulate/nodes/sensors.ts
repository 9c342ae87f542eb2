/** The event sensors of a node: what its processes do becomes records of Tetragon and of the eBPF agent, unless they are stopped. */

import type { NodeContainer, SimulatedNode } from "./fleet.ts";
import { networkEvent, snoopEvent } from "./ebpf.ts";
import { type EnvelopeName, envelopes } from "./envelope.ts";
import { type Incident, isOff } from "./incident.ts";
import type { SecondTexts } from "./metrics.ts";
import type { Deed } from "./process.ts";
import type { NodeTopic, SimulatedRecord } from "./record.ts";
import type { Slab } from "./slab.ts";
import { type RunningProcess, TetragonWriter } from "./tetragon.ts";

export class Sensors {
  readonly #node: SimulatedNode;
  readonly #envelope: EnvelopeName;
  readonly #lines: boolean;
  readonly #writer: TetragonWriter;
  readonly #events: boolean;
  readonly #key: Buffer;
  readonly #incidents: readonly Incident[];

  constructor(
    node: SimulatedNode,
    incidents: readonly Incident[],
    options: {
      seed: string;
      writes: ReadonlySet<NodeTopic>;
      texts: SecondTexts;
      slab: Slab;
      envelope: EnvelopeName;
    },
  ) {
    this.#node = node;
    this.#envelope = options.envelope;
    this.#writer = new TetragonWriter(node, incidents, options);
    this.#lines = options.writes.has("tetragon");
    this.#events = options.writes.has("ebpf_events");
    this.#key = Buffer.from(node.name);
    this.#incidents = incidents;
  }

  /** @returns the process that was executed; `undefined` for a connection. */
  see(deed: Deed, container: NodeContainer, time: number, into: SimulatedRecord[]): RunningProcess | undefined {
    if ("command" in deed) {
      const { uid = container.profile.process.uid } = deed.command;
      const process = this.#writer.start(container, { ...deed.command, uid }, time);
      if (this.silentAt(time)) return process;
      if (this.#lines) this.#line(this.#writer.exec(process, time), time, into);
      if (this.#events) this.#event(snoopEvent(process, this.toldAt(time)), time, into);
      return process;
    }
    const { client, uid, service, failed } = deed;
    const process =
      client === undefined
        ? this.#writer.main(container)
        : this.#writer.start(container, { binary: client, arguments: "", uid }, time);
    if (this.silentAt(time)) return undefined;
    if (this.#lines) this.#line(this.#writer.connect(process, service, time), time, into);
    if (this.#events) this.#event(networkEvent(process, service, failed, this.toldAt(time)), time, into);
    return undefined;
  }

  seeEnd(process: RunningProcess, time: number, into: SimulatedRecord[]): void {
    if (this.#lines && !this.silentAt(time)) this.#line(this.#writer.exit(process, time), time, into);
  }

  /** What the node's clock shows. */
  toldAt(time: number): number {
    return time + this.#node.clockAheadMs;
  }

  silentAt(time: number): boolean {
    if (isOff(this.#incidents, time)) return true;
    for (const { scenario, start, end } of this.#incidents) {
      if (scenario.silentAfter === undefined) continue;
      if (time >= start + scenario.silentAfter * 1000 && time < end) return true;
    }
    return false;
  }

  #line(line: Buffer, time: number, into: SimulatedRecord[]): void {
    const value =
      this.#envelope === "none"
        ? line
        : Buffer.from(envelopes[this.#envelope](line.toString(), this.toldAt(time), this.#node.name));
    into.push({ topic: "tetragon", key: this.#key, time, value });
  }

  #event(value: Buffer, time: number, into: SimulatedRecord[]): void {
    into.push({ topic: "ebpf_events", key: null, time, value });
  }
}
