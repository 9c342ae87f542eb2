/** What the policy asks for, as the request that the enforcer reads. */

import { hasCode } from "../../errors/picket-error.ts";
import { checkCordonRequest, type CordonRequest, type Evidence } from "../../proto/codecs/cordon-request.ts";
import type { HealthEvidence, ModelScore } from "../health.ts";
import type { Ask } from "../policy/ask.ts";
import type { NodePolicy } from "../policy/policy.ts";

/** A request that lies unread for longer is not begun, ms. */
const lifetime = 600_000;

/**
 * @param scores of the newest window: the models that had a say.
 * @param now ms since the epoch, as the log tells it.
 * @returns `undefined` where what asks has a name that is no node's, or else could not be followed.
 */
export function cordonRequestOf(
  ask: Ask,
  node: string,
  { name, version }: NodePolicy,
  scores: readonly ModelScore[],
  now: number,
): CordonRequest | undefined {
  try {
    return checkCordonRequest({
      id: ask.id,
      action: ask.action,
      node,
      reason: ask.reason,
      severity: ask.severity,
      score: ask.score,
      evidence: ask.evidence.map(evidenceOf),
      critical: ask.critical,
      policy: { name, version },
      models: scores.map((score) => `${score.model}@${score.version}`),
      requestedAt: now,
      notAfter: now + lifetime,
    });
  } catch (error) {
    if (hasCode(error, "MESSAGE_INVALID")) return undefined;
    throw error;
  }
}

function evidenceOf({ kind, id, source, summary }: HealthEvidence): Evidence {
  return { kind, id, summary, ...source };
}
