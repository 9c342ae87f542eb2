/** What is known of a group of like nodes, and its form in a snapshot. */

import { openSnapshot, sealSnapshot } from "../../models/snapshot.ts";
import type { StreamingIsolationForest } from "../../models/streaming-isolation-forest.ts";
import { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { Rejection } from "../../topology/rejection.ts";
import { encodeWindow, windowDecoder } from "../window-codec.ts";
import { Customs } from "./customs.ts";
import { openForest, restoreForest } from "./group-forest.ts";
import { PeerRows } from "./peer-rows.ts";
import { Stopwatch } from "./stopwatch.ts";
import { WatchedNode } from "./watched-node.ts";

export interface Group {
  /** By name, in the order in which they were met. */
  readonly nodes: Map<string, WatchedNode>;
  /** Those that hold a window, in the order in which they came to. */
  readonly held: Set<WatchedNode>;
  readonly peers: PeerRows;
  readonly forest: StreamingIsolationForest;
  readonly customs: Customs;
  readonly stopwatch: Stopwatch;
  /** The tick at which held windows and silence were last looked at, ms. */
  lookedAt: number;
}

export function emptyGroup(): Group {
  return {
    nodes: new Map(),
    held: new Set(),
    peers: new PeerRows(),
    forest: openForest(),
    customs: new Customs(),
    stopwatch: new Stopwatch(),
    lookedAt: 0,
  };
}

const snapshotName = "node-judge";
const version = 2;
const writer = new ByteWriter(65_536);

/** Layout of the first field: stopwatch, tick and last look, the peers' middle, customs, the nodes, the held windows. */
export function sealGroup({ nodes, held, peers, forest, customs, stopwatch, lookedAt }: Group): Uint8Array {
  writer.clear();
  for (const time of [stopwatch.now, stopwatch.tick, lookedAt]) writer.varint(time);
  peers.write(writer);
  customs.write(writer);
  writer.varint(nodes.size);
  for (const node of nodes.values()) node.write(writer, peers);
  writer.varint(held.size);
  for (const { name, held: one } of held) {
    const window = encodeWindow(one!.window);
    writer.text(name);
    writer.varint(one!.since);
    writer.varint(window.length);
    writer.bytes(window);
  }
  return sealSnapshot(snapshotName, version, [writer.view(), forest.parts()]);
}

/** @throws PicketError `SNAPSHOT_INVALID` */
export function openGroup(snapshot: Uint8Array): Group {
  const fields = openSnapshot(snapshot, snapshotName, version);
  const bytes = fields.bytes();
  const group = { ...emptyGroup(), forest: restoreForest(fields.bytes()) };
  fields.done();
  const reader = new ByteReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const restored = readGroup(reader, group);
  fields.expect(restored !== undefined && !reader.failed && reader.remaining === 0, "its nodes cannot be read");
  return restored ?? group;
}

function readGroup(from: ByteReader, { forest }: Group): Group | undefined {
  const stopwatch = Stopwatch.at(from.varint(), from.varint());
  const group = { ...emptyGroup(), forest, stopwatch, lookedAt: from.varint() };
  group.peers.read(from);
  group.customs.read(from);
  for (let left = from.count(); left > 0; left--) {
    const node = WatchedNode.read(from, group.peers);
    if (node === undefined) return undefined;
    group.nodes.set(node.name, node);
  }
  const decoder = windowDecoder();
  for (let left = from.count(); left > 0; left--) {
    const node = group.nodes.get(from.text());
    const since = from.varint();
    const window = decoder.decode(from.bytes(from.varint()));
    if (node === undefined || window instanceof Rejection) return undefined;
    node.held = { window, since };
    group.held.add(node);
  }
  return group;
}
