/** What people see of what is thought of nodes, asked for them, and become of that. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { messageView } from "../../console/tail/message-view.ts";
import { cordonRequestText } from "../../console/terminal/cordon-request.ts";
import { nodeHealthText } from "../../console/terminal/node-health.ts";
import { outcomeText } from "../../console/terminal/outcome.ts";
import { plain } from "../../console/terminal/palette.ts";
import { cordonRequestFormats } from "../../proto/codecs/cordon-request-format.ts";
import { outcomeFormats } from "../../proto/codecs/enforcement-outcome-format.ts";
import type { MessageFormats } from "../../proto/codecs/message-format.ts";
import { nodeHealthFormats } from "../../proto/codecs/node-health-format.ts";

/** As they travel in JSON, and as protobuf: both are told alike. */
function told<Message>(
  formats: MessageFormats<Message>,
  tell: (message: Message) => string,
  json: object,
): readonly string[] {
  const message = formats.json.decode(Buffer.from(JSON.stringify(json)));
  const view = messageView(formats, tell);
  const texts = [formats.json, formats.protobuf].map((format) => {
    const headers = [["content-type", Buffer.from(format.contentType)] as const];
    const place = { topic: "t", partition: 0, offset: 0, timestamp: 0, key: null };
    return view.text({ ...place, value: format.encode(message), headers }, plain);
  });
  assert.equal(texts[0], texts[1]);
  return texts[0]?.split("\n") ?? [];
}

const health = {
  id: "node-7/1767225600000",
  node: "node-7",
  start: "2026-01-01T00:00:00Z",
  end: "2026-01-01T00:00:10Z",
};

describe("what people see of nodes", () => {
  it("is a line for a window of which nothing is to be said but what was measured", () => {
    const features = { avg_cpu: 0.42659, exec_count: 0, net_bytes_in: 1_385_340.22 };
    const json = {
      ...health,
      features,
      verdict: "VERDICT_HEALTHY",
      severity: "SEVERITY_LOW",
      missing: ["avg_mem"],
      late: 3,
    };
    assert.deepEqual(
      told(nodeHealthFormats, (message) => nodeHealthText(message, plain), json),
      [
        "2026-01-01 00:00:10.000  healthy    node-7",
        "    avg_cpu 0.427, net_bytes_in 1,385,340; missing avg_mem; 3 came late",
      ],
    );
  });

  it("is what speaks against a node, and where to look it up", () => {
    const json = {
      ...health,
      node: "\u001b[31mnode-7",
      isEarly: true,
      verdict: "VERDICT_ANOMALOUS",
      severity: "SEVERITY_CRITICAL",
      score: 1,
      indicators: ["exec_from_dev_shm"],
      evidence: [
        {
          kind: "process-behaviour",
          id: "tetragon/3/5218",
          source: { topic: "tetragon", partition: 3, offset: "5218" },
          summary: "executed /dev/shm/x as root",
          severity: "SEVERITY_CRITICAL",
          score: 1,
        },
      ],
    };
    assert.deepEqual(
      told(nodeHealthFormats, (message) => nodeHealthText(message, plain), json),
      [
        "2026-01-01 00:00:10.000  anomalous  \\u{1b}[31mnode-7  critical, score 1  early",
        "    process-behaviour critical 1: executed /dev/shm/x as root, record tetragon/3@5218",
        "    indicators exec_from_dev_shm",
      ],
    );
  });

  it("is what is asked, why and by whom", () => {
    const json = {
      id: "production/cordon/node-7/1",
      action: "ACTION_CORDON",
      node: "node-7",
      reason: "critical: mining-from-memory",
      severity: "SEVERITY_CRITICAL",
      score: 1,
      evidence: [{ kind: "silence", id: "node-7/1", summary: "tetragon is silent" }],
      requestedAt: "2026-01-01T00:00:10.271Z",
      notAfter: "2026-01-01T00:10:10.271Z",
    };
    const tell = (of: object) => told(cordonRequestFormats, (message) => cordonRequestText(message, plain), of);
    assert.deepEqual(tell({ ...json, policy: { name: "production", version: "2" } }), [
      "2026-01-01 00:00:10.271  cordon   node-7  critical: mining-from-memory",
      "    silence: tetragon is silent",
      "    until 2026-01-01 00:10:10.271, by the policy production@2: production/cordon/node-7/1",
    ]);
    assert.match(tell({ ...json, requestedBy: "ann" }).at(-1) ?? "", /, by ann: production/);
  });

  it("is what became of it", () => {
    const json = {
      id: "request/1",
      requestId: "manual/1",
      node: "node-7",
      action: "ACTION_RELEASE",
      decision: "DECISION_CARRIED_OUT",
      code: "released",
      message: "The node is as it was before.",
      at: "2026-01-01T00:00:11Z",
    };
    const tell = (of: object) => told(outcomeFormats, (message) => outcomeText(message, plain), of);
    assert.deepEqual(tell(json), [
      "2026-01-01 00:00:11.000  release  node-7  carried_out  The node is as it was before. (released)",
      "    request manual/1",
    ]);
    const { requestId: _none, action: _unread, node: _unknown, ...unread } = json;
    assert.deepEqual(tell({ ...unread, decision: "DECISION_REFUSED" }), [
      "2026-01-01 00:00:11.000           unknown  refused  The node is as it was before. (released)",
    ]);
  });
});
