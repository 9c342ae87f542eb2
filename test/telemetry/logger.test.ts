/** Diagnostics as people and as programs read them. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PicketError } from "../../errors/picket-error.ts";
import { createLogger, type Logger } from "../../telemetry/logger.ts";

function capture(format: "text" | "json", level = "info"): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const now = (): number => Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  return { lines, logger: createLogger({ level, format, now, write: (line) => lines.push(line) }) };
}

describe("a logger for people", () => {
  it("writes time, level, message and fields on one line", () => {
    const { logger, lines } = capture("text");
    logger.child({ stage: "ingest" }).info({ topic: "resource", wait: { ms: 5 } }, "waiting for the broker");
    assert.deepEqual(lines, [
      "2026-01-02T03:04:05.006Z info  waiting for the broker stage=ingest topic=resource wait.ms=5\n",
    ]);
  });

  it("quotes what is not one word, so that a line stays a line", () => {
    const { logger, lines } = capture("text");
    logger.warn({ why: "two words\nand a line", empty: "", list: [1, 2] }, "odd");
    assert.deepEqual(lines, ['2026-01-02T03:04:05.006Z warn  odd why="two words\\nand a line" empty="" list=[1,2]\n']);
  });
});

describe("a logger for programs", () => {
  it("writes one JSON object a line", () => {
    const { logger, lines } = capture("json");
    logger.error({ stage: "ingest" }, "stopped");
    assert.deepEqual(
      lines.map((line): unknown => JSON.parse(line)),
      [{ level: "error", time: "2026-01-02T03:04:05.006Z", stage: "ingest", message: "stopped" }],
    );
  });

  it("describes an error by code, context and causes, without a stack", () => {
    const { logger, lines } = capture("json");
    const cause = new Error("no broker", { cause: new Error("refused") });
    const error = new PicketError("LOG_UNAVAILABLE", "no answer", { context: { broker: "a:1" }, cause });
    logger.error({ error }, "stopped");
    const { error: described }: { error: unknown } = JSON.parse(lines[0] ?? "");
    assert.deepEqual(described, {
      code: "LOG_UNAVAILABLE",
      message: "no answer",
      broker: "a:1",
      cause: "no broker: refused",
    });
  });

  it("keeps the stack of an error without a code", () => {
    const { logger, lines } = capture("json");
    logger.error({ error: new TypeError("x is not a function") }, "stopped");
    assert.match(lines[0] ?? "", /x is not a function.*logger\.test\.ts/);
  });
});

it("a logger writes nothing below its level", () => {
  const { logger, lines } = capture("json", "warn");
  logger.info({}, "quiet");
  logger.debug({}, "quieter");
  assert.deepEqual(lines, []);
});
