/** Amounts of resources as Kubernetes writes them: `500m`, `4`, `16Gi`, `1e3`. */

/**
 * @returns the amount in its unit (cores, bytes, pieces), or `undefined` where the text is none.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const [, number = "", suffix = ""] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))((?:[KMGTPE]i|[numkMGTPE])?|[eE][+-]?\d+)$/.exec(text) ?? [];
  if (number === "") return undefined;
  return /^[eE][+-]?\d/.test(suffix) ? Number(`${number}${suffix}`) : Number(number) * (factors[suffix] ?? 1);
}

const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
