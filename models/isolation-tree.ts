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
  /** Where a splitting node's training rows lie in its feature, and a margin: what lies outside is isolated there. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** Training rows in each node. */
  readonly counts: Uint16Array;
  /** The mean path of the node's training rows. At a leaf that is its depth and what a tree of its rows would add. */
  readonly paths: Float64Array;
}

/** In place of a feature: the node does not split. */
export const leaf = 255;
/** What a byte has room for beside `leaf`. */
export const mostFeatures = 255;
/** Far more than help: so that no file, damaged or not, asks for all memory. */
export const mostRows = 4096;

/** A tree without nodes, as high as the paper's tree of so many rows. */
export function emptyTree(rows: number): IsolationTree {
  const height = Math.ceil(Math.log2(Math.max(rows, 2)));
  const slots = 2 ** (height + 1);
  return {
    height,
    features: new Uint8Array(slots),
    thresholds: new Float64Array(slots),
    lows: new Float64Array(slots),
    highs: new Float64Array(slots),
    counts: new Uint16Array(slots),
    paths: new Float64Array(slots),
  };
}

export function endAt(tree: IsolationTree, node: number, count: number): void {
  tree.features[node] = leaf;
  tree.counts[node] = count;
  tree.paths[node] = depthOf(node) + averagePath(count);
}

/** @param low and `high` of the node's training rows, with the margin. */
export interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly low: number;
  readonly high: number;
}

/** After both of its children are there. */
export function splitAt(tree: IsolationTree, node: number, { feature, threshold, low, high }: Split): void {
  const { counts, paths } = tree;
  const [below, above] = [counts[2 * node]!, counts[2 * node + 1]!];
  tree.features[node] = feature;
  tree.thresholds[node] = threshold;
  tree.lows[node] = low;
  tree.highs[node] = high;
  counts[node] = below + above;
  paths[node] = (below * paths[2 * node]! + above * paths[2 * node + 1]!) / (below + above);
}

/**
 * The splits that the row `x` goes through, and at their end what a tree of the leaf's rows would add. The path ends where `x`
 * lies outside of what the node has seen of the feature that it splits: that alone parts it from all rows there. (The paper
 * sends it on with the nearest of them, so that what is stranger than all in one feature alone hardly shows. Its authors'
 * SCiForest, ECML PKDD 2010, has such an acceptable range.)
 *
 * @param x without holes.
 */
export function pathLength({ features, thresholds, lows, highs, paths }: IsolationTree, x: Float64Array): number {
  let node = 1;
  for (let feature = features[node]!; feature !== leaf; feature = features[node]!) {
    const value = x[feature]!;
    if (value < lows[node]! || value > highs[node]!) return depthOf(node);
    // Arithmetic, not a branch: which way it goes cannot be predicted, and a wrong guess costs more than all the rest.
    node = 2 * node + 1 - Number(value < thresholds[node]!);
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
  const next = nextOf(tree, node, value);
  return next === undefined ? depthOf(node) : dividedPathLength(tree, x, next);
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
  const next = nextOf(tree, node, value);
  const path = next === undefined ? depthOf(node) : tree.paths[next]!;
  out[feature]! += weight * (tree.paths[node]! - path);
  if (next !== undefined) addContributions(tree, x, out, next, weight);
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

/** `undefined` where the path ends because nothing like `value` was seen there. */
function nextOf({ thresholds, lows, highs }: IsolationTree, node: number, value: number): number | undefined {
  if (value < lows[node]! || value > highs[node]!) return undefined;
  return 2 * node + (value < thresholds[node]! ? 0 : 1);
}

/** Splits from the root to the node. */
function depthOf(node: number): number {
  return 31 - Math.clz32(node);
}
