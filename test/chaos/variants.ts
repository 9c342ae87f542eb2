/** What the acts of a crash test differ in: each learns by other models. */

export interface Variant {
  readonly name: string;
  /** Of all processes, the undisturbed one too. */
  readonly settings: Readonly<Record<string, string>>;
  /** Only of those that trouble comes to: what must not change a single byte. */
  readonly disturbed: Readonly<Record<string, string>>;
}

export const variants: readonly [Variant, ...Variant[]] = [
  { name: "half-space trees", settings: { ML_MODEL: "hst" }, disturbed: {} },
  { name: "one-class SVM", settings: { ML_MODEL: "ocsvm" }, disturbed: {} },
];
