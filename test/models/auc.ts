/** How well scores part strange rows from usual ones. */

/** The chance that a strange row scores above a usual one, ties counted half: the area under the ROC curve. */
export function auc(usual: readonly number[], strange: readonly number[]): number {
  let wins = 0;
  for (const high of strange) for (const low of usual) wins += high > low ? 1 : high === low ? 0.5 : 0;
  return wins / (usual.length * strange.length);
}
