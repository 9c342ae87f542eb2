/** The event sensors of a node: what its processes do becomes records of Tetragon and of the eBPF agent, unless they are stopped. */

import type { NodeContainer, SimulatedNode } from "./fleet.ts";
import { networkEvent, snoopEvent } from "./ebpf.ts";
import type { Incident } from "./incident.ts";
import type { SecondTexts } from "./metrics.ts";
import type { Deed } from "./process.ts";
import type { NodeTopic, SimulatedRecord } from "./record.ts";
import { type RunningProcess, TetragonWriter } from "./tetragon.ts";

/** A process that was seen to start, and will be seen to end. */
export interface Started {
  readonly process: RunningProcess;
  readonly status: number;
}

export class Sensors {
  readonly #tetragon: TetragonWriter | undefined;
  readonly #writer: TetragonWriter;
  readonly #events: boolean;
  readonly #key: Buffer;
  readonly #incidents: readonly Incident[];

  constructor(
    node: SimulatedNode,
    incidents: readonly Incident[],
    options: { seed: string; writes: ReadonlySet<NodeTopic>; texts: SecondTexts },
  ) {
    this.#writer = new TetragonWriter(node, options.texts, options.seed);
    this.#tetragon = options.writes.has("tetragon") ? this.#writer : undefined;
    this.#events = options.writes.has("ebpf_events");
    this.#key = Buffer.from(node.name);
    this.#incidents = incidents;
  }

  /** @returns the process that was executed; `undefined` for a connection. */
  see(deed: Deed, container: NodeContainer, time: number, into: SimulatedRecord[]): Started | undefined {
    const uid = ("command" in deed ? deed.command.uid : deed.uid) ?? container.profile.process.uid;
    if (!("command" in deed)) {
      const { client, service, failed } = deed;
      const process =
        client === container.kind.client
          ? this.#writer.main(container, client, uid)
          : this.#writer.start(container, { binary: client, arguments: "", uid }, time);
      if (this.silentAt(time)) return undefined;
      if (this.#tetragon !== undefined) this.#line(this.#tetragon.connect(process, service, time), time, into);
      if (this.#events) this.#event(networkEvent(process, service, failed, time), time, into);
      return undefined;
    }
    const { binary, arguments: given, status = 0 } = deed.command;
    const process = this.#writer.start(container, { binary, arguments: given, uid }, time);
    if (!this.silentAt(time)) {
      if (this.#tetragon !== undefined) this.#line(this.#tetragon.exec(process), time, into);
      if (this.#events) this.#event(snoopEvent(process, time), time, into);
    }
    return { process, status };
  }

  seeEnd({ process, status }: Started, time: number, into: SimulatedRecord[]): void {
    if (this.#tetragon === undefined || this.silentAt(time)) return;
    this.#line(this.#tetragon.exit(process, status, time), time, into);
  }

  silentAt(time: number): boolean {
    for (const { scenario, start, end } of this.#incidents) {
      if (scenario.silentAfter === undefined) continue;
      if (time >= start + scenario.silentAfter * 1000 && time < end) return true;
    }
    return false;
  }

  #line(value: Buffer, time: number, into: SimulatedRecord[]): void {
    into.push({ topic: "tetragon", key: this.#key, time, value });
  }

  #event(value: Buffer, time: number, into: SimulatedRecord[]): void {
    into.push({ topic: "ebpf_events", key: null, time, value });
  }
}
