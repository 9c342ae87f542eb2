/** What the acts of a crash test differ in, and what must make no difference in any of them. */

type Settings = Readonly<Record<string, string>>;

export interface Variant {
  readonly name: string;
  /** Of all processes, the undisturbed one too. */
  readonly settings: Settings;
}

/** Containers that rest for some shifts are forgotten, and start anew. */
const forgetful: Settings = { PICKET_FORGET_AFTER: "40s", PICKET_MAX_CLOCK_AHEAD: "40s" };

export const variants: readonly [Variant, ...Variant[]] = [
  { name: "half-space trees", settings: { ML_MODEL: "hst", ...forgetful } },
  { name: "one-class SVM", settings: { ML_MODEL: "ocsvm", ...forgetful } },
];

/** So little memory that keys leave it and come back all the time. */
export const littleMemory: Settings = { PICKET_IDLE_AFTER: "2s", PICKET_MAX_KEYS_IN_MEMORY: "3" };
