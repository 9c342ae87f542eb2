/** The exact places at which an enforcer is ended. */

export const enforcerFailPoints = [
  "after receiving",
  "before a quarantine is made",
  "after a quarantine is made",
  "before a node is patched",
  "while a node is patched",
  "after a node is patched",
  "before a quarantine is changed",
  "after a quarantine is changed",
  "before outcomes are told",
  "while outcomes are told",
  "after outcomes are told",
] as const;

export type EnforcerFailPoint = (typeof enforcerFailPoints)[number];

export function isEnforcerFailPoint(text: string): text is EnforcerFailPoint {
  return enforcerFailPoints.some((point) => point === text);
}
