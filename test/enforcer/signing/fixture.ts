/** A key that everyone knows, a ring that trusts it, and a request that it signed. */

import { createPrivateKey } from "node:crypto";
import { keyIdOf } from "../../../enforcer/signing/key-id.ts";
import { parseKeyRing, type RingEntry, ringEntry } from "../../../enforcer/signing/key-ring.ts";
import { signRecord } from "../../../enforcer/signing/sign.ts";
import { newSigningKey, type SigningKey } from "../../../enforcer/signing/signing-key.ts";
import type { VerificationRules } from "../../../enforcer/signing/verify.ts";
import type { OutputRecord } from "../../../log/port.ts";
import type { CordonRequest } from "../../../proto/codecs/cordon-request.ts";
import { cordonRequestKind } from "../../../proto/codecs/cordon-request-format.ts";
import { messageRecord } from "../../../proto/codecs/message-record.ts";

/** Of RFC 8037, appendix A.1. */
export const rfcKey: SigningKey = signingKey(
  createPrivateKey({
    key: {
      kty: "OKP",
      crv: "Ed25519",
      d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
      x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    },
    format: "jwk",
  }),
);

function signingKey(privateKey: SigningKey["privateKey"]): SigningKey {
  return { id: keyIdOf(privateKey), privateKey };
}

/** In no ring. */
export const strangersKey = newSigningKey();

export const now = 1_767_225_600_500;

export const request: CordonRequest = {
  id: "node-policy/by-node/2/4711",
  action: "cordon",
  node: "worker-1",
  reason: "3 of 5 windows anomalous",
  severity: "high",
  score: 0.875,
  evidence: [
    {
      kind: "container-anomaly",
      id: "hst/resource/3/17",
      topic: "anomalies",
      partition: 0,
      offset: 42,
      summary: "cpu",
    },
    { kind: "silence", id: "worker-1/1767225600", summary: "no sensor has spoken for 60 s" },
  ],
  critical: [],
  policy: { name: "node-policy", version: "3" },
  models: ["hst@1"],
  requestedAt: 1_767_225_600_120,
  notAfter: 1_767_226_200_000,
};

export function rulesWith(about: Partial<RingEntry> = {}): VerificationRules {
  const ring = parseKeyRing(JSON.stringify({ keys: [{ ...ringEntry(rfcKey, {}), ...about }] }), "ring.json");
  return { ring, unsigned: "refuse", maxLifetimeMs: 3_600_000, clockSkewMs: 30_000 };
}

export function unsignedRecord(of: CordonRequest = request, format: "json" | "protobuf" = "json"): OutputRecord {
  return messageRecord(of, cordonRequestKind, {
    topic: "cordon-requests",
    key: of.node,
    source: "/picket/picket",
    format,
  });
}

export function signedRecord(of: CordonRequest = request, format: "json" | "protobuf" = "json"): OutputRecord {
  return signRecord(unsignedRecord(of, format), rfcKey);
}
