/** The command line: help, wrong usage, settings from flags; run as people run it. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createProgram } from "../../commands/program.ts";
import { subcommands } from "../../commands/subcommands.ts";
import packageJson from "../../package.json" with { type: "json" };

const executable = join(import.meta.dirname, "../../bin/picket.js");

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** With no environment but the path and what is given, so that the machine's own settings do not matter. */
function picket(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const env = { PATH: process.env["PATH"] ?? "", ...environment };
  return spawnSync(process.execPath, [executable, ...argv], { encoding: "utf8", env });
}

describe("help", () => {
  for (const { name, summary } of subcommands) {
    it(`of ${name} has an example that calls it`, () => {
      const command = createProgram({}).commands.find((candidate) => candidate.name() === name);
      const written: string[] = [];
      command?.configureOutput({ writeOut: (text) => written.push(text) });
      command?.outputHelp();
      assert.match(written.join(""), new RegExp(`Example:\n  \\$ .*picket ${name}`));
      assert.ok(written.join("").includes(summary.slice(1, 20)));
    });
  }

  for (const group of subcommands.filter((command) => "commands" in command)) {
    for (const { name, summary } of group.commands) {
      it(`of ${group.name} ${name} has an example that calls it`, () => {
        const { status, stdout } = picket([group.name, name, "--help"]);
        assert.equal(status, 0);
        assert.match(stdout, new RegExp(`Example:\n  \\$ .*picket ${group.name} ${name}`));
        assert.ok(stdout.includes(summary.slice(1, 20)));
      });
    }
  }

  it("lists all commands, on standard output, with exit code 0", () => {
    const { status, stdout, stderr } = picket(["--help"]);
    assert.deepEqual([status, stderr], [0, ""]);
    for (const { name, summary } of subcommands) {
      assert.match(stdout, new RegExp(`^  ${name} `, "m"));
      assert.ok(stdout.replaceAll(/\s+/g, " ").includes(summary), summary);
    }
  });

  it("names a setting's meaning, default and variable, common ones first", () => {
    const { stdout } = picket(["config", "--help"]);
    assert.match(stdout.replaceAll(/\s+/g, " "), /--warmup-size <value> .* Default: 3000\. \[WARMUP_SIZE\]/);
    assert.ok(stdout.indexOf("Common settings:") < stdout.indexOf("Settings of topics:"));
    assert.doesNotMatch(stdout, /password|sasl-token/i);
  });
});

it("--version is the package's", () => {
  const { status, stdout } = picket(["--version"]);
  assert.deepEqual([status, stdout], [0, `${packageJson.version}\n`]);
});

describe("wrong usage", () => {
  for (const argv of [
    [],
    ["no-such-command"],
    ["config", "--no-such-flag"],
    ["replay"],
    ["state"],
    ["state", "no-such-command"],
    ["config", "--ml-model", "lstm"],
  ]) {
    it(`of picket ${argv.join(" ")} ends with exit code 2 and says why on standard error`, () => {
      const { status, stdout, stderr } = picket(argv);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.notEqual(stderr, "");
      assert.doesNotMatch(stderr, /^\s+at /m, "no stack");
    });
  }

  it("of settings lists every mistake, whatever the command", () => {
    const { status, stderr } = picket(["tail", "--kafka-broker", "nowhere"], {
      LOG_LEVEL: "loud",
      PICKET_STAGGES: "x",
    });
    assert.equal(status, 2);
    assert.match(stderr, /3 settings are wrong:\n.*--kafka-broker.*\n.*LOG_LEVEL.*\n.*is PICKET_STAGES meant/);
  });
});

describe("picket config", () => {
  const environment = {
    ML_MODEL: "ocsvm",
    PICKET_KAFKA_SASL_MECHANISM: "PLAIN",
    PICKET_KAFKA_SASL_USERNAME: "ann",
    PICKET_KAFKA_SASL_PASSWORD: "correct-horse-battery",
  };

  it("shows each setting's value and where it came from", () => {
    const { status, stdout } = picket(["config", "--warmup-size", "500", "--kafka-tls"], environment);
    assert.equal(status, 0);
    assert.match(stdout, /^ML_MODEL +ocsvm +environment$/m);
    assert.match(stdout, /^WARMUP_SIZE +500 +flag --warmup-size$/m);
    assert.match(stdout, /^WARMUP_TIME +240 +default$/m);
    assert.match(stdout, /^PICKET_KAFKA_TLS +true +flag --kafka-tls$/m);
    assert.match(stdout, /^PICKET_KAFKA_SASL_PASSWORD +set \(hidden\) +environment$/m);
    assert.doesNotMatch(stdout, /correct-horse/);
  });

  it("--json says the same to programs, and hides the same", () => {
    const { status, stdout } = picket(["config", "--json"], environment);
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /correct-horse/);
    const settings: readonly { variable: string; value: string; origin: string }[] = JSON.parse(stdout);
    const model = settings.find(({ variable }) => variable === "ML_MODEL");
    assert.deepEqual([model?.value, model?.origin], ["ocsvm", "environment"]);
  });

  it("never shows a secret in a message about it", () => {
    const { status, stderr } = picket(["config"], { PICKET_KAFKA_SASL_PASSWORD: "correct-horse-battery" });
    assert.equal(status, 2);
    assert.doesNotMatch(stderr, /correct-horse/);
  });
});
