/** The file of a policy: careful when empty, clear about every mistake, and versioned by what it means. */

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { inWords } from "../../../nodes/policy/in-words.ts";
import { defaultNodePolicy, parseNodePolicy, rulesOf } from "../../../nodes/policy/policy.ts";
import { warningsOf } from "../../../nodes/policy/warnings.ts";

function mistakesIn(text: string): readonly string[] {
  try {
    parseNodePolicy(text, "p.yaml");
  } catch (error) {
    return String(error).split("\n").slice(1);
  }
  throw new assert.AssertionError({ message: "nothing is wrong with it" });
}

describe("a policy of nodes", () => {
  it("that says nothing is the default, which warns of nothing", () => {
    for (const text of ["", "{}", "# only a remark"])
      assert.deepEqual(parseNodePolicy(text, "p.yaml"), defaultNodePolicy);
    assert.equal(defaultNodePolicy.rules.kinds, 2);
    assert.equal(defaultNodePolicy.rules.faults, "report");
    assert.deepEqual(warningsOf(defaultNodePolicy), []);
  });

  it("is told all its mistakes at once, each with its line", () => {
    const text = `windows: 40
need: {hihg: 2}
critical:
  - exec_from_temp
  - [exec_from_tmp, suspicious_port_connection]
  - {all: [], within: 10m}
groups:
  - group: "gpu-*"
    windows: 3
  - kinds: 7
quiet:
  - {from: "25:00", to: "10:00", timeZone: Mars/Base}
  - {from: "10:00", to: "10:00"}
faults: cordn
askAgainAfter: 5
name: a b
`;
    const expected = [
      /p\.yaml:1: windows: .*<=30/,
      /p\.yaml:2: need\.hihg: is not known/,
      /p\.yaml:4: critical\[0\].*: is no indicator; there are exec_from_tmp, /,
      /p\.yaml:6: critical\[2\]\.all: .*>=1/,
      /p\.yaml:6: critical\[2\]\.within: expected a duration from 0ms to 5m/,
      /p\.yaml:10: groups\[1\]\.kinds: .*<=4/,
      /p\.yaml:12: quiet\[0\]\.from: is not a time of day/,
      /p\.yaml:12: quiet\[0\]\.timeZone: is not a time zone/,
      /p\.yaml:13: quiet\[1\]\.to: is the same as from/,
      /p\.yaml:14: faults: .*"report"\|"cordon"/,
      /p\.yaml:15: askAgainAfter: expected a duration/,
      /p\.yaml:16: name: expected/,
    ];
    const mistakes = mistakesIn(text);
    for (const mistake of expected)
      assert.ok(
        mistakes.some((line) => mistake.test(line)),
        String(mistake),
      );
  });

  it("may not contradict itself, nor may its groups", () => {
    assert.deepEqual(mistakesIn("need: {high: 2}\ngroups:\n  - group: a\n  - group: b\n    windows: 1\n"), [
      "  p.yaml:4: groups[1].need: high needs 2 windows, but only 1 are looked at",
    ]);
    assert.match(mistakesIn("needOfKind: {silence: 7}")[0] ?? "", /silence needs 7 windows, but only 6/);
    assert.match(mistakesIn("sufficientKinds: [node-metrics]")[0] ?? "", /node-metrics alone is a fault/);
    assert.match(mistakesIn("need: {}")[0] ?? "", /names no severity/);
  });

  it("has the rules of the first group that matches, each key as a whole, the others as all nodes", () => {
    const policy = parseNodePolicy(
      "minimumScore: 0.7\nneed: {high: 3}\ngroups: [{group: w*, need: {medium: 2}}, {group: web, kinds: 1}]",
      "p.yaml",
    );
    assert.deepEqual(rulesOf(policy, "web"), { ...policy.rules, need: { medium: 2 } });
    assert.equal(rulesOf(policy, "db"), policy.rules);
  });

  it("has the version that it is given, else one of what it means", () => {
    const version = (text: string) => parseNodePolicy(text, "p.yaml").version;
    assert.equal(version('version: "7"'), "7");
    assert.equal(version("# a remark\nwindows: 6\nname: other"), version(""));
    assert.equal(version("kinds: 3\nwindows: 6"), version("{windows: 6, kinds: 3}"));
    const meanings = ["", "kinds: 3", "exempt: [a]", "groups: [{group: a}]", "groups: [{group: a, kinds: 3}]"];
    assert.equal(new Set(meanings.map(version)).size, meanings.length);
    assert.match(version(""), /^[0-9a-f]{12}$/);
  });

  it("names a critical rule by its indicators, or as it is told", () => {
    const [a, b] = ["exec_from_tmp", "suspicious_port_connection"];
    const text = `critical: [${a}, [${a}, ${b}], {name: c2, all: [${a}, ${b}], within: 30s}]`;
    const { critical } = parseNodePolicy(text, "p").rules;
    assert.deepEqual(critical, [
      { name: a, all: [a], within: 0 },
      { name: `${a}+${b}`, all: [a, b], within: 0 },
      { name: "c2", all: [a, b], within: 30_000 },
    ]);
  });
});

describe("a policy in words", () => {
  it("says what it asks for", () => {
    assert.deepEqual(inWords(defaultNodePolicy), [
      "Asks for a cordon when of the 6 newest windows 1 of at least critical severity or 2 of at least high severity or 4 of at least medium severity are anomalous with a score of at least 0.5, the newest among them.",
      "Needs 2 independent kinds of evidence that is at least medium.",
      "A fault, of which nothing but node-metrics or container-anomaly speaks, is only reported.",
      "Asks at once, with one kind of evidence, when it sees exec_from_dev_shm_by_root and suspicious_port_connection within 1m; the request calls this exec_from_dev_shm_by_root+suspicious_port_connection.",
      "Asks at once, with one kind of evidence, when it sees exec_from_tmp_by_root and suspicious_port_connection within 1m; the request calls this exec_from_tmp_by_root+suspicious_port_connection.",
      "Asks at once, with one kind of evidence, when it sees reverse_shell_command and shell_connected_outside within 1m; the request calls this reverse_shell_command+shell_connected_outside.",
      "Asks at once, with one kind of evidence, when it sees logs_cleared and sensor_stopped within 1m; the request calls this logs_cleared+sensor_stopped.",
      "Asks at once, with one kind of evidence, when it sees dropped_file_executed; the request calls this dropped_file_executed.",
      "Asks at once, with one kind of evidence, when it sees archive_sent_outside; the request calls this archive_sent_outside.",
      "While a request is open and the trouble goes on, asks again after 10m.",
      "Asks for a release after 30m of health without a break; then, unless it is critical, for nothing for 15m.",
    ]);
  });

  it("says of groups what is different, and who is never asked for", () => {
    const text = `needOfKind: {container-anomaly: 2}
containers: 3
quiet: [{days: [sat, sun], from: "22:30", to: "06:00", timeZone: Europe/Berlin}]
exempt: ["control-*"]
groups: [{group: gpu, critical: [], faults: cordon, sufficientKinds: [silence]}, {group: db, faultKinds: []}, {group: web}]
`;
    const words = inWords(parseNodePolicy(text, "p.yaml"));
    assert.ok(
      words.includes(
        "Needs 2 independent kinds of evidence that is at least medium; container-anomaly counts once it was seen in 2 windows and in 3 different containers.",
      ),
    );
    assert.deepEqual(words.slice(11), [
      "On sat, sun from 22:30 to 06:00 (Europe/Berlin) asks only for what is critical.",
      "Never asks for nodes named control-*.",
      "Group gpu: Evidence of the kind silence is enough by itself.",
      "Group gpu: A fault, of which nothing but node-metrics or container-anomaly speaks, is asked for like anything else.",
      "Group gpu: Nothing is critical by itself.",
      "Group db: Nothing is a mere fault.",
      "Group web: the same.",
    ]);
  });
});

describe("warnings of a policy", () => {
  const dangers: readonly (readonly [text: string, warning: RegExp])[] = [
    ["kinds: 1", /^One kind of evidence is enough/],
    ["sufficientKinds: [silence]", /^One kind of evidence is enough \(sufficientKinds: silence\)/],
    ["faults: cordon", /^Faults are asked for/],
    ["need: {high: 1}", /^One window is enough where it is high/],
    ["need: {low: 4}", /low severity/],
    ["minimumScore: 0", /whatever its score/],
    ["critical: [exec_from_tmp, [exec_from_tmp, exec_from_dev_shm]]", /itself \(critical: exec_from_tmp\)/],
    ["askAgainAfter: 30m", /Asks again only after 30m/],
    ["healthyFor: 1m", /release after 1m/],
    ["groups: [{group: a}, {group: b, kinds: 1}]", /^Group b: One kind of evidence/],
    ["groups: [{group: a*}, {group: a-b*}]", /^Group a-b\*: never holds, since a\* comes before/],
    ['exempt: ["*"]', /^All nodes are exempt/],
  ];
  for (const [text, warning] of dangers) {
    it(`tell of ${text}`, () => {
      const [told, ...more] = warningsOf(parseNodePolicy(text, "p.yaml"));
      assert.match(told ?? "", warning);
      assert.deepEqual(more, []);
    });
  }
});

describe("the examples", () => {
  const directory = new URL("../../../examples/policies/", import.meta.url);
  const names = globSync("nodes-*.yaml", { cwd: directory });

  it("are there", () => assert.ok(names.length >= 3, names.join(", ")));

  for (const name of names) {
    it(`${name} is right`, () => {
      const policy = parseNodePolicy(readFileSync(new URL(name, directory), "utf8"), name);
      assert.equal(policy.name, name.replace(/^nodes-(.*)\.yaml$/, "$1"));
    });
  }
});
