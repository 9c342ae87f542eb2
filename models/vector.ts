/** Operations on feature vectors that several models share. */

/** Whether the first `size` elements are all there and finite. */
export function isFiniteVector(x: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) if (!Number.isFinite(x[i])) return false;
  return true;
}

/** A copy with one more element, `value`, before position `at`. */
export function withInserted(values: Float64Array, at: number, value: number): Float64Array {
  const longer = new Float64Array(values.length + 1);
  longer.set(values.subarray(0, at));
  longer[at] = value;
  longer.set(values.subarray(at), at + 1);
  return longer;
}
