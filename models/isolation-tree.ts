/**
 * One tree of an isolation forest (Liu, Ting and Zhou, ICDM 2008): how far it is from the root to where a row lies alone, or
 * nearly. A row unlike the others is alone after few splits.
 */

/** Nodes in heap order from slot 1: node n splits into 2n (below the threshold) and 2n + 1. */
export interface IsolationTree {
  /** The most splits from root to leaf. */
  readonly height: number;
  /** The feature that splits each node, or `leaf`. */
  readonly features: Uint8Array;
  readonly thresholds: Float64Array;
  /** Training rows in each node. */
  readonly counts: Uint16Array;
  /** The mean path of the node's training rows. At a leaf that is its depth and what a tree of its rows would add. */
  readonly paths: Float64Array;
}

/** In place of a feature: the node does not split. */
export const leaf = 255;
/** What a node's feature and count have room for. */
export const mostFeatures = 255;
export const mostRows = 65_535;

/** A tree without nodes, as high as the paper's tree of so many rows. */
export function emptyTree(rows: number): IsolationTree {
  const height = Math.ceil(Math.log2(Math.max(rows, 2)));
  const slots = 2 ** (height + 1);
  return {
    height,
    features: new Uint8Array(slots),
    thresholds: new Float64Array(slots),
    counts: new Uint16Array(slots),
    paths: new Float64Array(slots),
  };
}

export function endAt(tree: IsolationTree, node: number, count: number): void {
  tree.features[node] = leaf;
  tree.counts[node] = count;
  tree.paths[node] = 31 - Math.clz32(node) + averagePath(count);
}

/** After both of its children are there. */
export function splitAt(tree: IsolationTree, node: number, feature: number, threshold: number): void {
  const { counts, paths } = tree;
  const [below, above] = [counts[2 * node]!, counts[2 * node + 1]!];
  tree.features[node] = feature;
  tree.thresholds[node] = threshold;
  counts[node] = below + above;
  paths[node] = (below * paths[2 * node]! + above * paths[2 * node + 1]!) / (below + above);
}

/**
 * The splits that the row `x` goes through, and at their end what a tree of the leaf's rows would add.
 *
 * @param x without holes.
 */
export function pathLength({ features, thresholds, paths }: IsolationTree, x: Float64Array): number {
  let node = 1;
  for (let feature = features[node]!; feature !== leaf; feature = features[node]!) {
    // Arithmetic, not a branch: which way it goes cannot be predicted, and a wrong guess costs more than all the rest.
    node = 2 * node + 1 - Number(x[feature]! < thresholds[node]!);
  }
  return paths[node]!;
}

/**
 * The same for a row with holes (NaN). Where the feature of a split is missing, both ways count, in the shares of the training
 * rows that went there (as in C4.5, Quinlan 1993).
 */
export function dividedPathLength(tree: IsolationTree, x: Float64Array, node = 1): number {
  const feature = tree.features[node]!;
  if (feature === leaf) return tree.paths[node]!;
  const value = x[feature]!;
  if (Number.isNaN(value)) {
    const below = shareBelow(tree, node);
    return below * dividedPathLength(tree, x, 2 * node) + (1 - below) * dividedPathLength(tree, x, 2 * node + 1);
  }
  return dividedPathLength(tree, x, 2 * node + (value < tree.thresholds[node]! ? 0 : 1));
}

/**
 * Adds to `out`, for each feature, by how much its splits made the path of `x` shorter (positive) or longer than the mean of
 * the training rows that came to the same node; 0 for a missing feature. Together that is the mean path of the training rows
 * less the path of `x`. Saabas' decomposition of a tree's prediction (2014), with the path for the prediction.
 */
export function addContributions(tree: IsolationTree, x: Float64Array, out: Float64Array, node = 1, weight = 1): void {
  const feature = tree.features[node]!;
  if (feature === leaf) return;
  const value = x[feature]!;
  if (Number.isNaN(value)) {
    const below = shareBelow(tree, node);
    addContributions(tree, x, out, 2 * node, weight * below);
    addContributions(tree, x, out, 2 * node + 1, weight * (1 - below));
    return;
  }
  const next = 2 * node + (value < tree.thresholds[node]! ? 0 : 1);
  out[feature]! += weight * (tree.paths[node]! - tree.paths[next]!);
  addContributions(tree, x, out, next, weight);
}

/** The mean path of an unsuccessful search in a binary search tree of `count` keys: the paper's c(n), as scikit-learn has it. */
export function averagePath(count: number): number {
  if (count <= 1) return 0;
  if (count === 2) return 1;
  return 2 * (Math.log(count - 1) + eulerGamma) - (2 * (count - 1)) / count;
}

const eulerGamma = 0.5772156649015329;

function shareBelow({ counts }: IsolationTree, node: number): number {
  return counts[2 * node]! / counts[node]!;
}
