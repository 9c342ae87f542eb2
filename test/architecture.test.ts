/** Which room may import which, and who may read the clock or throw dice: docs cannot keep that true, this test does. */

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, it } from "node:test";

const root = join(import.meta.dirname, "..");

/**
 * What each room may import beside itself: whole rooms, or single files that declare contracts. Rooms that are missing here
 * (commands, test, bench, docs) are on top and may import all.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  config: ["errors"],
  log: ["errors"],
  models: ["errors"],
  proto: ["errors", "log/port.ts"],
  sources: ["errors", "proto", "topology/rejection.ts"],
  nodes: [
    "config/kinds.ts",
    "config/name-pattern.ts",
    "config/setting.ts",
    "config/span.ts",
    "config/yaml-file.ts",
    "errors",
    "models",
    "proto",
    "sources",
    "topology/detector.ts",
    "topology/finding.ts",
    "topology/processor.ts",
    "topology/rejection.ts",
  ],
  topology: ["errors", "models", "nodes", "proto", "sources"],
  telemetry: ["config", "errors", "log"],
  state: ["errors", "log"],
  inference: [
    "errors",
    "models",
    "nodes",
    "runtime/clock.ts",
    "state/redis/connect.ts",
    "state/redis/link.ts",
    "telemetry/inference.ts",
    "telemetry/logger.ts",
    "topology/advisor.ts",
  ],
  runtime: ["errors", "log", "proto", "state", "telemetry", "topology"],
  collect: [
    "config/yaml-file.ts",
    "errors",
    "log",
    "runtime/clock.ts",
    "sources",
    "telemetry",
    "topology/rejection.ts",
  ],
  enforcer: [
    "config/kinds.ts",
    "config/name-pattern.ts",
    "config/setting.ts",
    "config/yaml-file.ts",
    "errors",
    "log",
    "proto",
    "runtime/clock.ts",
    "telemetry",
  ],
  simulate: ["errors", "proto", "sources"],
  console: [
    "config/span.ts",
    "enforcer/cluster/fleet.ts",
    "enforcer/quarantine/quarantine.ts",
    "errors",
    "log",
    "nodes",
    "proto",
    "runtime",
    "sources",
    "topology",
  ],
  kit: ["errors", "log", "runtime", "simulate", "sources", "state", "telemetry", "topology"],
  examples: ["kit", "models", "sources", "topology"],
  bin: ["commands"],
};

/** Programs, and what is for tests: nothing in production builds on these. */
const tops = new Set(["bench", "bin", "commands", "docs", "kit", "test"]);

const sources = globSync("**/*.{ts,js}", {
  cwd: root,
  exclude: (path) => /^(node_modules|vendor|\.[^/]*)$/.test(path),
}).filter((path) => !path.endsWith(".d.ts") && !path.includes("/generated/"));

function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), "utf8");
  const specifiers = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)["'](\.[^"']+)["']/g);
  return [...specifiers].map(([, specifier = ""]) => relative(root, join(root, dirname(path), specifier)));
}

function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

/** Lines of code outside comments that match. */
function uses(path: string, pattern: RegExp): boolean {
  const code = readFileSync(join(root, path), "utf8")
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/^\s*\/\/.*$/gm, "");
  return pattern.test(code);
}

const production = sources.filter((path) => !["test", "docs", "bench", "examples", "kit"].includes(roomOf(path)));

describe("the rooms", () => {
  it("are looked through: the test sees files and their imports", () => {
    assert.ok(sources.length > 50, `${sources.length} files`);
    assert.ok(importsOf("config/settings.ts").includes("errors/picket-error.ts"));
    assert.ok(importsOf("telemetry/telemetry.ts").includes("telemetry/otel.ts"), "imports at run time count");
  });

  for (const [room, others] of Object.entries(allowed)) {
    it(`${room} imports ${others.length === 0 ? "no other" : `only ${others.join(", ")}`}`, () => {
      const wrong = sources
        .filter((path) => roomOf(path) === room)
        .flatMap((path) => importsOf(path).map((imported) => ({ path, imported })))
        .filter(({ imported }) => ![room, ...others].some((may) => may === roomOf(imported) || may === imported))
        .map(({ path, imported }) => `${path} imports ${imported}`);
      assert.deepEqual(wrong, []);
    });
  }

  it("are all ruled, or on top", () => {
    const unruled = new Set(production.map(roomOf).filter((room) => !(room in allowed) && !tops.has(room)));
    assert.deepEqual([...unruled], []);
  });

  it("do not import what is on top", () => {
    const wrong = production
      .filter((path) => !["commands", "bin"].includes(roomOf(path)))
      .flatMap((path) => importsOf(path).map((imported) => ({ path, imported })))
      .filter(({ imported }) => tops.has(roomOf(imported)))
      .map(({ path, imported }) => `${path} imports ${imported}`);
    assert.deepEqual(wrong, []);
  });
});

describe("time and chance", () => {
  it("only runtime/clock.ts reads the wall clock", () => {
    const readers = production.filter((path) => uses(path, /\bDate\.now\b|\bnew Date\(\s*\)/));
    assert.deepEqual(readers, ["runtime/clock.ts"]);
  });

  it("what is pure reads no clock at all", () => {
    const pure = new Set(["errors", "models", "proto", "simulate", "sources", "topology"]);
    const timed = production.filter(
      (path) => pure.has(roomOf(path)) && uses(path, /\bperformance\.|\bhrtime\b|\bsetTimeout\b/),
    );
    assert.deepEqual(timed, []);
  });

  it("at most one module calls Math.random", () => {
    const callers = production.filter((path) => uses(path, /\bMath\.random\b/));
    assert.ok(callers.length <= 1, callers.join(", "));
  });
});
