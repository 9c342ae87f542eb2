/** Random cordon requests and outcomes with all that makes an encoding hard: what may be left out, odd text, limits. */

import { type CordonRequest, type Evidence, requestLimits } from "../../proto/codecs/cordon-request.ts";
import type { EnforcementOutcome, NodeState } from "../../proto/codecs/enforcement-outcome.ts";
import type { Random } from "../../simulate/random.ts";

export function randomRequest(random: Random): CordonRequest {
  const requestedAt = random.pick([0, 1, 1000, 1_767_225_600_120, random.integer(0, 2e12)]);
  const byPerson = random.chance(0.3);
  return {
    id: random.pick(["a", "policy/cordon-requests/3/17", "x".repeat(requestLimits.id)]),
    action: random.pick(["cordon", "release"]),
    node: random.pick(["n", "worker-1", "ip-10-0-0-1.eu.compute.internal", `${"a".repeat(126)}.${"b".repeat(126)}`]),
    ...(random.chance(0.5) ? { nodeUid: "7c1cf1a5-7b9f-4d0c-8d6c-3f6a0e8f9b1d" } : {}),
    reason: randomLine(random) || "why",
    severity: random.pick(["low", "medium", "high", "critical"]),
    score: random.pick([0, 1, 0.1, -2.5, 1e21, 5e-324, 1.7976931348623157e308, random.normal()]),
    evidence: Array.from({ length: random.pick([0, 1, 3, requestLimits.evidence]) }, () => randomEvidence(random)),
    critical: Array.from({ length: random.integer(0, 3) }, () => random.pick(["exec_from_dev_shm", "miner_port"])),
    ...(byPerson ? {} : { policy: { name: "default", version: random.pick(["1", "sha256:0f"]) } }),
    models: Array.from({ length: random.integer(0, 3) }, () => random.pick(["hst@1", "isolation-forest@2"])),
    requestedAt,
    notAfter: random.pick([requestedAt + 1, requestedAt + 600_000, 253_402_300_799_999]),
    ...(byPerson ? { requestedBy: randomLine(random) || "zoë" } : {}),
  };
}

export function randomOutcome(random: Random): EnforcementOutcome {
  const text = () => random.pick(["", "cordoned", 'quote " and \\', "line\nbreak\u0001", "zoë 雪 🦊"]);
  const state = (): NodeState | undefined =>
    random.chance(0.3)
      ? undefined
      : { uid: text(), unschedulable: random.chance(0.5), taint: random.pick(["", "NoSchedule"]), phase: text() };
  return {
    id: text(),
    requestId: text(),
    node: text(),
    action: random.pick(["cordon", "release", undefined]),
    decision: random.pick(["carried_out", "unchanged", "dry_run", "deferred", "refused", "failed"]),
    code: text(),
    message: text(),
    before: state(),
    after: state(),
    at: random.pick([0, 1, 999, 1000, 1_767_225_600_120, 253_402_300_799_999, random.integer(0, 2e12)]),
    traceId: random.pick(["", "0af7651916cd43dd8448eb211c80319c"]),
    keyId: random.pick(["", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]),
    source: random.chance(0.3)
      ? undefined
      : { topic: text(), partition: random.integer(0, 2 ** 31 - 1), offset: random.pick([0, 1, 2 ** 53 - 1]) },
    policy: random.chance(0.3) ? undefined : { name: text(), version: text() },
    evidenceKinds: Array.from({ length: random.integer(0, 3) }, text),
    byPerson: random.chance(0.5),
  };
}

function randomEvidence(random: Random): Evidence {
  const one = { kind: "container-anomaly", id: "hst/resource/3/17", summary: randomLine(random) };
  if (random.chance(0.3)) return one;
  const offset = random.pick([0, 1, Number.MAX_SAFE_INTEGER]);
  return { ...one, topic: "resource", partition: random.pick([0, 2 ** 31 - 1]), offset };
}

function randomLine(random: Random): string {
  return random.pick(["", "cpu is high", 'quote " and \\', "zoë 雪 🦊", "é".repeat(requestLimits.line)]);
}
