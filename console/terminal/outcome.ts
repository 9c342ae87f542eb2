/** What became of a request as people read it. */

import type { Decision, EnforcementOutcome } from "../../proto/codecs/enforcement-outcome.ts";
import type { Palette, Tone } from "./palette.ts";
import { formatTime } from "./units.ts";
import { visible } from "./visible.ts";

/**
 * Two lines without a last newline, one for what the enforcer did by itself:
 *
 *     2026-03-01 12:00:10.983  cordon   node-7  carried_out  The node is cordoned and tainted. (cordoned)
 *         request production/cordon/node-7/1772366410000
 */
export function outcomeText(outcome: EnforcementOutcome, palette: Palette): string {
  const { at, action = "", node, decision, code, message, requestId } = outcome;
  const said = `${visible(message)} (${visible(code)})`;
  const parts = [formatTime(at), action.padEnd("release".length), palette("strong", visible(node) || "unknown")];
  const headline = [...parts, palette(tones[decision], decision), said].join("  ");
  return requestId === "" ? headline : `${headline}\n    ${palette("quiet", `request ${visible(requestId)}`)}`;
}

const tones: Readonly<Record<Decision, Tone>> = {
  carried_out: "good",
  unchanged: "quiet",
  dry_run: "low",
  deferred: "medium",
  refused: "medium",
  failed: "high",
};
