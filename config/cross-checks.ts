/** What must hold between settings: some come in pairs, one input topic belongs to one detector, times are in order. */

import type { Given } from "./given.ts";
import type { Mistake } from "./mistakes.ts";
import type { SettingEntry } from "./schema.ts";

/** Where the first is set, the second must be. */
const pairs = [
  ["PICKET_NODE_MODELS", "PICKET_NODE_MODELS_FROM"],
  ["PICKET_NODE_IDENTITIES", "PICKET_NODE_IDENTITY_HEADER"],
  ["PICKET_KAFKA_TLS_CERT", "PICKET_KAFKA_TLS_KEY"],
  ["PICKET_KAFKA_TLS_KEY", "PICKET_KAFKA_TLS_CERT"],
  ["PICKET_REMOTE_WRITE_TLS_CERT", "PICKET_REMOTE_WRITE_TLS_KEY"],
  ["PICKET_REMOTE_WRITE_TLS_KEY", "PICKET_REMOTE_WRITE_TLS_CERT"],
] as const;

/**
 * Works on what was given, not on what was read, so that these mistakes are reported together with unreadable values.
 *
 * @param isUsed whether it matters what a setting is.
 */
export function crossCheck(given: readonly Given[], isUsed: (entry: SettingEntry) => boolean): readonly Mistake[] {
  const checks = new Checks(given, isUsed);
  checkCredentials(checks);
  for (const [cause, needed] of pairs) checks.requireWith(cause, needed);
  checkTls(checks);
  checkInput(checks);
  checkTimes(checks);
  checkTopics(checks);
  return checks.mistakes;
}

class Checks {
  readonly given: readonly Given[];
  readonly isUsed: (entry: SettingEntry) => boolean;
  readonly mistakes: Mistake[] = [];

  constructor(given: readonly Given[], isUsed: (entry: SettingEntry) => boolean) {
    this.given = given;
    this.isUsed = isUsed;
  }

  find(variable: string): Given {
    const found = this.given.find(({ entry }) => entry.variable === variable);
    if (found === undefined) throw new TypeError(`${variable} is no setting`);
    return found;
  }

  isSet(variable: string): boolean {
    return this.find(variable).text !== undefined;
  }

  report(variable: string, expected: string): void {
    const { entry, origin } = this.find(variable);
    if (this.isUsed(entry)) this.mistakes.push({ entry, origin, expected });
  }

  requireWith(cause: string, needed: string): void {
    if (this.isSet(cause) && !this.isSet(needed)) this.report(needed, `must be set, because ${cause} is`);
  }

  notBelow(variable: string, bound: string, why: string): void {
    const [value, least] = [readValue(this.find(variable)), readValue(this.find(bound))];
    if (value === undefined || least === undefined || value >= least) return;
    this.report(variable, `must not be below ${bound} (${textOf(this.find(bound))}): ${why}`);
  }
}

function checkCredentials(checks: Checks): void {
  const mechanism = checks.find("PICKET_KAFKA_SASL_MECHANISM").text;
  if (mechanism === undefined) {
    for (const credential of ["USERNAME", "PASSWORD", "TOKEN"]) {
      checks.requireWith(`PICKET_KAFKA_SASL_${credential}`, "PICKET_KAFKA_SASL_MECHANISM");
    }
  } else if (mechanism === "OAUTHBEARER") {
    checks.requireWith("PICKET_KAFKA_SASL_MECHANISM", "PICKET_KAFKA_SASL_TOKEN");
  } else {
    checks.requireWith("PICKET_KAFKA_SASL_MECHANISM", "PICKET_KAFKA_SASL_USERNAME");
    checks.requireWith("PICKET_KAFKA_SASL_MECHANISM", "PICKET_KAFKA_SASL_PASSWORD");
  }
}

function checkTls(checks: Checks): void {
  const file = ["CA", "CERT", "KEY"].map((name) => `PICKET_KAFKA_TLS_${name}`).find((name) => checks.isSet(name));
  if (file !== undefined && checks.find("PICKET_KAFKA_TLS").text !== "true") {
    checks.report("PICKET_KAFKA_TLS", `must be true, because ${file} is set`);
  }
}

function checkInput(checks: Checks): void {
  const { text = "all", entry } = checks.find("PICKET_DETECTORS");
  if (!checks.isSet("KAFKA_TOPIC") || !checks.isUsed(entry) || /^(?!all$)[^,]+$/.test(text)) return;
  checks.report(
    "KAFKA_TOPIC",
    "may only be set where PICKET_DETECTORS names one detector; set PICKET_TOPIC_RESOURCE and PICKET_TOPIC_FREQUENCY",
  );
}

function checkTimes(checks: Checks): void {
  checks.notBelow(
    "PICKET_FORGET_AFTER",
    "PICKET_MAX_CLOCK_AHEAD",
    "one clock that is ahead would make every container old",
  );
  checks.notBelow(
    "PICKET_STATE_EXPIRY",
    "PICKET_FORGET_AFTER",
    "a container that left memory would be gone from the store before",
  );
}

function checkTopics(checks: Checks): void {
  const named = checks.given.filter(({ entry }) => entry.variable.startsWith("PICKET_TOPIC_"));
  for (const [index, topic] of named.entries()) {
    const twin = named.slice(0, index).find((other) => textOf(other) === textOf(topic));
    if (twin !== undefined) checks.report(topic.entry.variable, `must be another topic than ${twin.entry.variable}`);
  }
}

function textOf({ text, entry }: Given): string | undefined {
  return text ?? entry.default;
}

/** Of a setting that is a number; `undefined` where it cannot be read, which is told elsewhere. */
function readValue(setting: Given): number | undefined {
  const read = setting.entry.schema.safeParse(textOf(setting));
  return read.success && typeof read.data === "number" ? read.data : undefined;
}
