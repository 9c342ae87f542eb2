/** A request to cordon or release a node as people read it: what is asked, why, and by whom. */

import type { CordonRequest, Evidence } from "../../proto/codecs/cordon-request.ts";
import type { Palette } from "./palette.ts";
import { formatTime } from "./units.ts";
import { visible } from "./visible.ts";

/**
 * Lines without a last newline; whether it is signed, only the enforcer tells:
 *
 *     2026-03-01 12:00:10.271  cordon   node-7  critical: mining-from-memory; process-behaviour
 *         process-behaviour: executed /dev/shm/.0e8 as root, record tetragon/3@5218
 *         until 2026-03-01 12:10:10.271, by the policy production@2: production/cordon/node-7/1772366410000
 */
export function cordonRequestText(request: CordonRequest, palette: Palette): string {
  const { id, action, node, severity, reason, requestedAt, notAfter, evidence, policy, requestedBy = "" } = request;
  const tag = palette(action === "cordon" ? severity : "good", action) + " ".repeat("release".length - action.length);
  const by = policy === undefined ? visible(requestedBy) : `the policy ${visible(`${policy.name}@${policy.version}`)}`;
  return [
    [formatTime(requestedAt), tag, palette("strong", visible(node)), visible(reason)].join("  "),
    ...evidence.map((one) => `    ${evidenceText(one)}`),
    `    ${palette("quiet", `until ${formatTime(notAfter)}, by ${by || "nobody"}: ${visible(id)}`)}`,
  ].join("\n");
}

function evidenceText({ kind, summary, topic, partition, offset }: Evidence): string {
  const record = topic === undefined ? "" : `, record ${visible(topic)}/${partition}@${offset}`;
  return `${visible(kind)}: ${visible(summary)}${record}`;
}
