/** Alerts: a line for each anomaly, whatever is in it, and nothing for other values. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alertWriter } from "../../commands/alerts.ts";
import { plain } from "../../console/terminal/palette.ts";
import { anomalyFromJson } from "../../proto/codecs/anomaly-json.ts";
import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import { anomalies } from "../../topology/picket.ts";

const anomaly: Anomaly = {
  id: "resource-global/resource/0/7",
  detector: "resource-global",
  model: "hst",
  profile: "river",
  container: { image: "shop/cart\nfaked line", id: "9f3a61c02b1d" },
  node: "worker-1",
  score: 0.99,
  threshold: 0.95,
  severity: "high",
  time: 1_767_225_600_120,
  process: { pid: 7, ppid: 1, comm: "curl", user: "root", uid: 0, gid: 0 },
  reasons: [{ feature: "bytes_written", value: 48e6, usualLow: 0, usualHigh: 1.2e6, share: 0.63 }],
  source: { topic: "resource", partition: 0, offset: 7 },
};

function written(format: "text" | "json", produced: Parameters<ReturnType<typeof alertWriter>>[0]): readonly string[] {
  const texts: string[] = [];
  alertWriter({ format, palette: plain, write: (lines) => texts.push(lines) })(produced);
  return texts;
}

describe("alerts", () => {
  it("as text are one line each, even where a name has line breaks", () => {
    const [text = ""] = written("text", [
      { topic: anomalies, value: anomaly },
      { topic: anomalies, value: { ...anomaly, detector: "other" } },
    ]);
    const lines = text.split("\n");
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? "", /resource-global.*resource\/0@7$/);
    assert.match(lines[1] ?? "", /other/);
    assert.equal(lines[2], "");
  });

  it("as JSON are what the topic carries", () => {
    const [text = ""] = written("json", [{ topic: anomalies, value: anomaly }]);
    assert.ok(text.endsWith("\n") && text.indexOf("\n") === text.length - 1);
    assert.deepEqual(anomalyFromJson(text), anomaly);
  });

  it("are written for anomalies alone, and not at all for none", () => {
    const other = { ...anomalies, carries: { ...anomalies.carries, type: "picket.v1.Other" } };
    assert.deepEqual(written("text", [{ topic: other, value: anomaly }]), []);
    assert.deepEqual(written("json", []), []);
  });
});
