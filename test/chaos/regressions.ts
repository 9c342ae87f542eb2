/**
 * Seeds of crash tests that failed, to be run again by `npm run test:chaos -- --regressions`. A seed gives what is done only as
 * long as the disturbances stay as they are; what a failure taught has a test of its own besides, wherever that is possible.
 */

export interface Regression {
  readonly seed: string;
  readonly rounds: number;
  readonly why: string;
}

export const regressions: readonly Regression[] = [
  {
    seed: "first",
    rounds: 28,
    why:
      "The judgement missed anomalies that a killed writer's open transaction still hid from readers. A fault of the test: " +
      "it now waits until transactions are decided. Of Picket itself, no failure is known.",
  },
];
