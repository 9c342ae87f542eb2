/** The trees of an isolation forest as fields of a snapshot, and back: nodes in preorder, without what follows from them. */

import { emptyTree, endAt, leaf, splitAt, type IsolationTree } from "./isolation-tree.ts";
import type { SnapshotField, SnapshotReader } from "./snapshot.ts";

/** Three fields: the feature of each node or `leaf`; threshold, low and high of each split; the rows of each leaf. */
export function packTrees(trees: readonly IsolationTree[]): readonly SnapshotField[] {
  const features: number[] = [];
  const splits: number[] = [];
  const counts: number[] = [];

  function pack(tree: IsolationTree, node: number): void {
    const feature = tree.features[node]!;
    features.push(feature);
    if (feature === leaf) {
      counts.push(tree.counts[node]!);
      return;
    }
    splits.push(tree.thresholds[node]!, tree.lows[node]!, tree.highs[node]!);
    pack(tree, 2 * node);
    pack(tree, 2 * node + 1);
  }

  for (const tree of trees) pack(tree, 1);
  return [Uint8Array.from(features), Float64Array.from(splits), Uint16Array.from(counts)];
}

/** What the trees were grown over, each alike. */
export interface TreesShape {
  readonly trees: number;
  /** Training rows of a tree. */
  readonly sampleSize: number;
  /** Features of a row. */
  readonly size: number;
}

/** @throws PicketError `SNAPSHOT_INVALID` unless the next fields are whole trees of that shape. */
export function unpackTrees(reader: SnapshotReader, { trees, sampleSize, size }: TreesShape): IsolationTree[] {
  const features = reader.bytes().values();
  const splits = reader.doubles().values();
  const counts = reader.words().values();
  const next = (from: Iterator<number>): number => {
    const { value, done } = from.next();
    reader.expect(done !== true, "its last tree is not whole");
    return Number(value);
  };

  function unpack(tree: IsolationTree, node: number): void {
    const feature = next(features);
    if (feature === leaf) {
      endAt(tree, node, next(counts));
      return;
    }
    reader.expect(feature < size, `a node splits feature ${feature} of ${size}`);
    reader.expect(node < 2 ** tree.height, `a tree is higher than ${tree.height}`);
    const split = { feature, threshold: next(splits), low: next(splits), high: next(splits) };
    unpack(tree, 2 * node);
    unpack(tree, 2 * node + 1);
    splitAt(tree, node, split);
  }

  const unpacked = Array.from({ length: trees }, () => {
    const tree = emptyTree(sampleSize);
    unpack(tree, 1);
    reader.expect(tree.counts[1] === sampleSize, `a tree has ${tree.counts[1]} rows, not ${sampleSize}`);
    return tree;
  });
  for (const rest of [features, splits, counts]) reader.expect(rest.next().done === true, "it has too many nodes");
  return unpacked;
}
