/** What must hold between settings: credentials come in pairs, one input topic belongs to one detector, times are in order. */

import type { Mistake } from "./mistakes.ts";
import type { Given, IsUsed } from "./settings.ts";

/**
 * Works on what was given, not on what was read, so that these mistakes are reported together with unreadable values.
 *
 * @param isUsed whether it matters what a setting is.
 */
export function crossCheck(given: readonly Given[], isUsed: IsUsed): readonly Mistake[] {
  const find = (variable: string): Given => {
    const found = given.find(({ entry }) => entry.variable === variable);
    if (found === undefined) throw new TypeError(`${variable} is no setting`);
    return found;
  };
  const mistakes: Mistake[] = [];
  const report = (variable: string, expected: string): void => {
    const { entry, origin } = find(variable);
    if (isUsed(entry)) mistakes.push({ entry, origin, expected });
  };
  const isSet = (variable: string): boolean => find(variable).text !== undefined;
  const requireWith = (cause: string, needed: string): void => {
    if (isSet(cause) && !isSet(needed)) report(needed, `must be set, because ${cause} is`);
  };

  const mechanism = find("PICKET_KAFKA_SASL_MECHANISM").text;
  if (mechanism === undefined) {
    for (const credential of ["USERNAME", "PASSWORD", "TOKEN"]) {
      requireWith(`PICKET_KAFKA_SASL_${credential}`, "PICKET_KAFKA_SASL_MECHANISM");
    }
  } else if (mechanism === "OAUTHBEARER") {
    requireWith("PICKET_KAFKA_SASL_MECHANISM", "PICKET_KAFKA_SASL_TOKEN");
  } else {
    requireWith("PICKET_KAFKA_SASL_MECHANISM", "PICKET_KAFKA_SASL_USERNAME");
    requireWith("PICKET_KAFKA_SASL_MECHANISM", "PICKET_KAFKA_SASL_PASSWORD");
  }

  requireWith("PICKET_NODE_MODELS", "PICKET_NODE_MODELS_FROM");
  requireWith("PICKET_NODE_IDENTITIES", "PICKET_NODE_IDENTITY_HEADER");
  requireWith("PICKET_KAFKA_TLS_CERT", "PICKET_KAFKA_TLS_KEY");
  requireWith("PICKET_KAFKA_TLS_KEY", "PICKET_KAFKA_TLS_CERT");
  for (const file of ["CA", "CERT", "KEY"].map((name) => `PICKET_KAFKA_TLS_${name}`)) {
    if (isSet(file) && find("PICKET_KAFKA_TLS").text !== "true") {
      report("PICKET_KAFKA_TLS", `must be true, because ${file} is set`);
      break;
    }
  }

  requireWith("PICKET_REMOTE_WRITE_TLS_CERT", "PICKET_REMOTE_WRITE_TLS_KEY");
  requireWith("PICKET_REMOTE_WRITE_TLS_KEY", "PICKET_REMOTE_WRITE_TLS_CERT");

  const detectors = find("PICKET_DETECTORS");
  if (isSet("KAFKA_TOPIC") && isUsed(detectors.entry) && !/^(?!all$)[^,]+$/.test(detectors.text ?? "all")) {
    report(
      "KAFKA_TOPIC",
      "may only be set where PICKET_DETECTORS names one detector; set PICKET_TOPIC_RESOURCE and PICKET_TOPIC_FREQUENCY",
    );
  }

  const notBelow = (variable: string, bound: string, why: string): void => {
    const [value, least] = [readValue(find(variable)), readValue(find(bound))];
    if (value === undefined || least === undefined || value >= least) return;
    report(variable, `must not be below ${bound} (${textOf(find(bound))}): ${why}`);
  };
  notBelow("PICKET_FORGET_AFTER", "PICKET_MAX_CLOCK_AHEAD", "one clock that is ahead would make every container old");
  notBelow(
    "PICKET_STATE_EXPIRY",
    "PICKET_FORGET_AFTER",
    "a container that left memory would be gone from the store before",
  );

  const named = given.filter(({ entry }) => entry.variable.startsWith("PICKET_TOPIC_"));
  for (const [index, topic] of named.entries()) {
    const twin = named.slice(0, index).find((other) => textOf(other) === textOf(topic));
    if (twin !== undefined) report(topic.entry.variable, `must be another topic than ${twin.entry.variable}`);
  }
  return mistakes;
}

function textOf({ text, entry }: Given): string | undefined {
  return text ?? entry.default;
}

/** Of a setting that is a number; `undefined` where it cannot be read, which is told elsewhere. */
function readValue(setting: Given): number | undefined {
  const read = setting.entry.schema.safeParse(textOf(setting));
  return read.success && typeof read.data === "number" ? read.data : undefined;
}
