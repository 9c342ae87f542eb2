/**
 * What a stage asks outside of its own steps, such as models that are loaded and swapped: the only thing in a topology that may take
 * its time. Which version of it counts is told through the log, so that a replay asks the same.
 */

/** By name. */
export type Versions = ReadonlyMap<string, string>;

export const noVersions: Versions = new Map();

/** Of several advisors of one stage, whose names differ. */
export function versionsOf(advisors: readonly Pick<Advisor<unknown, unknown>, "versions">[]): Versions {
  const all = new Map<string, string>();
  for (const advisor of advisors) for (const [name, version] of advisor.versions()) all.set(name, version);
  return all;
}

export interface Question<In> {
  readonly value: In;
  /** Those that count: of the newest tick before this value. */
  readonly versions: Versions;
}

export interface Advisor<In, Out> {
  /** For people. */
  readonly name: string;
  /** What this process would answer with now. The owner of a partition tells it with each tick; only what is read back counts. */
  versions(): Versions;
  /**
   * One answer for each question, in their order. The same question with the same versions has the same answer, whichever others
   * are asked with it; and for a version that is not to be had an answer says so.
   */
  answer(questions: readonly Question<In>[]): Promise<readonly Out[]>;
}
