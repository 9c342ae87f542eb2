/** Everything that the judge keeps of one node. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { type Sensor, sensors } from "../observation.ts";
import type { HealthSummary } from "../policy/history.ts";
import { noStanding, type Standing } from "../policy/standing.ts";
import type { NodeWindow } from "../window.ts";
import { Actors } from "./actors.ts";
import { OwnPast } from "./own-past.ts";
import type { PeerRows } from "./peer-rows.ts";
import { SensorWatch } from "./sensor-watch.ts";
import { readHistory, readStanding, writeHistory, writeStanding } from "./summary-codec.ts";

/** A window that waits for those of its peers. */
export interface HeldWindow {
  readonly window: NodeWindow;
  /** On the group's stopwatch, ms. */
  readonly since: number;
}

/** For so long, ms, a node is settling that has come back: what starts with it looks like a storm. */
const settling = 180_000;

export class WatchedNode {
  readonly name: string;
  /** Among the peers' rows. */
  readonly row: number;
  past = new OwnPast();
  readonly watches = new Map<Sensor, SensorWatch>();
  readonly actors = new Actors();
  history: readonly HealthSummary[] = [];
  standing: Standing = noStanding;
  held: HeldWindow | undefined;
  /** Of the newest window that was closed, ms by the node's clock. */
  newestStart = 0;
  newestEnd = 0;
  /** How much time its windows cover, ms. */
  watched = 0;
  /** When its newest window came, on the group's stopwatch, ms. */
  heardAt = 0;
  /** Windows that were told in the place of those that did not come, since the newest that did. */
  absent = 0;

  /** Ms by the node's clock. */
  #settlesAt = 0;

  constructor(name: string, row: number) {
    this.name = name;
    this.row = row;
  }

  /** @param now on the group's stopwatch. */
  heard({ start, end, sensors: reports, isEarly }: NodeWindow, now: number): void {
    this.heardAt = now;
    this.absent = 0;
    if (isEarly) return;
    this.newestStart = start;
    this.newestEnd = end;
    this.watched += end - start;
    const wasAway = this.#isAway(now);
    for (const report of reports) {
      // Nothing follows from a node without anomalies.
      if (report.sensor === "containers") continue;
      const watch = this.watches.get(report.sensor);
      if (watch === undefined) this.watches.set(report.sensor, new SensorWatch(report.lastSeen, now));
      else watch.heard(report, end, now);
    }
    if (wasAway && !this.#isAway(now)) this.#settlesAt = end + settling;
  }

  /** It has come back a moment ago, and its numbers say nothing. */
  isSettling({ start }: NodeWindow): boolean {
    return start < this.#settlesAt;
  }

  /** None of its sensors says a thing, as while it restarts. */
  #isAway(now: number): boolean {
    const regular = [...this.watches.values()].filter((watch) => watch.isRegular);
    return regular.length > 0 && regular.every((watch) => watch.isSilent(now));
  }

  /** But for a window that is held. */
  write(to: ByteWriter, peers: PeerRows): void {
    to.text(this.name);
    peers.writeRow(this.row, to);
    this.past.write(to);
    to.varint(this.watches.size);
    for (const [sensor, watch] of this.watches) {
      to.byte(sensors.indexOf(sensor));
      watch.write(to);
    }
    this.actors.write(to);
    writeHistory(to, this.history);
    writeStanding(to, this.standing);
    for (const value of [this.newestStart, this.newestEnd, this.watched, this.heardAt, this.absent, this.#settlesAt])
      to.varint(value);
  }

  /** @returns `undefined` for what no writer writes; where the reader failed, anything. */
  static read(from: ByteReader, peers: PeerRows): WatchedNode | undefined {
    const node = new WatchedNode(from.text(), peers.take());
    peers.readRow(node.row, from);
    node.past = OwnPast.read(from);
    for (let left = from.count(); left > 0; left--) {
      const sensor = sensors[from.byte()];
      if (sensor === undefined) return undefined;
      node.watches.set(sensor, SensorWatch.read(from));
    }
    node.actors.read(from);
    const history = readHistory(from, node.name);
    if (history === undefined) return undefined;
    node.history = history;
    node.standing = readStanding(from);
    node.newestStart = from.varint();
    node.newestEnd = from.varint();
    node.watched = from.varint();
    node.heardAt = from.varint();
    node.absent = from.varint();
    node.#settlesAt = from.varint();
    return node;
  }
}
