/** Settings from environment and flags: defaults, all mistakes at once, names nearly right, secrets never shown. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { effectiveSettings } from "../../config/effective.ts";
import { settingEntries } from "../../config/schema.ts";
import type { Environment, Flags } from "../../config/given.ts";
import { loadSettings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";

function mistakesOf(environment: Environment, flags: Flags = {}): string {
  try {
    loadSettings(environment, flags);
  } catch (error) {
    assert.ok(error instanceof PicketError);
    assert.equal(error.code, "SETTINGS_INVALID");
    return error.message;
  }
  throw new assert.AssertionError({ message: "the settings are right" });
}

describe("settings", () => {
  it("default to InfraSight's", () => {
    const { detection, kafka, topics } = loadSettings({});
    assert.deepEqual(
      { ...detection },
      {
        model: "hst",
        detectors: "all",
        profile: "river",
        warmupSize: 3000,
        warmupTimeMs: 240_000,
        warmupSizePerContainer: 50,
        containerKey: "image",
      },
    );
    assert.equal(kafka.autoOffsetReset, "earliest");
    assert.deepEqual([topics.resource, topics.frequency], ["resource", "frequency"]);
  });

  it("all have defaults that are themselves right", () => {
    for (const entry of settingEntries) {
      const read = entry.schema.safeParse(entry.default);
      assert.ok(read.success, `${entry.variable}: ${entry.default ?? "unset"}`);
    }
  });

  it("are frozen to the leaves", () => {
    const settings = loadSettings({});
    assert.ok(Object.isFrozen(settings) && Object.isFrozen(settings.kafka) && Object.isFrozen(settings.kafka.brokers));
  });

  it("take flags before the environment, and the empty text for not given", () => {
    const settings = loadSettings({ ML_MODEL: "hst", WARMUP_SIZE: "", LOG_LEVEL: " warn " }, { ML_MODEL: "ocsvm" });
    assert.equal(settings.detection.model, "ocsvm");
    assert.equal(settings.detection.warmupSize, 3000);
    assert.equal(settings.logging.level, "warn");
  });

  it("read durations, sizes, lists and seconds", () => {
    const settings = loadSettings({
      PICKET_SHUTDOWN_TIMEOUT: "1.5s",
      PICKET_INTERNAL_RETENTION: "2d",
      PICKET_MAX_EVENT_BYTES: "64KiB",
      KAFKA_BROKER: "a:1, [::1]:2 ,c.example:3",
      WARMUP_TIME: "0.5",
      PICKET_DETECTORS: "resource-global,mine",
    });
    assert.equal(settings.processing.shutdownTimeoutMs, 1500);
    assert.equal(settings.topics.internalRetentionMs, 172_800_000);
    assert.equal(settings.processing.maxEventBytes, 65_536);
    assert.deepEqual(settings.kafka.brokers, ["a:1", "[::1]:2", "c.example:3"]);
    assert.equal(settings.detection.warmupTimeMs, 500);
    assert.deepEqual(settings.detection.detectors, ["resource-global", "mine"]);
  });

  it("prefix what belongs to the application", () => {
    const { topics, kafka } = loadSettings({ PICKET_APPLICATION_ID: "blue" });
    assert.deepEqual([topics.byContainer, topics.global, kafka.clientId], ["blue.by-container", "blue.global", "blue"]);
  });

  it("give KAFKA_TOPIC to the one detector that runs", () => {
    const syscalls = loadSettings({ KAFKA_TOPIC: "calls", PICKET_DETECTORS: "syscall-per-container" });
    assert.deepEqual([syscalls.topics.resource, syscalls.topics.frequency], ["resource", "calls"]);
    const resource = loadSettings({ KAFKA_TOPIC: "use", PICKET_DETECTORS: "resource-global" });
    assert.deepEqual([resource.topics.resource, resource.topics.frequency], ["use", "frequency"]);
    assert.match(mistakesOf({ KAFKA_TOPIC: "use" }), /KAFKA_TOPIC .*names one detector/);
    const unused = loadSettings({ KAFKA_TOPIC: "use" }, {}, ({ variable }) => variable !== "PICKET_DETECTORS");
    assert.deepEqual([unused.topics.resource, unused.topics.frequency], ["resource", "frequency"]);
  });

  it("that a command does not use are none of its business", () => {
    const wrong = { ML_MODEL: "magic", PICKET_PARTITIONS: "some", PICKET_KAFKA_TLS_KEY: import.meta.filename };
    const settings = loadSettings(wrong, {}, ({ section }) => section === "logging");
    assert.deepEqual([settings.detection.model, settings.topics.partitions], ["hst", 4]);
    assert.throws(
      () => loadSettings(wrong, {}, ({ section }) => section === "topics"),
      /^PicketError: 1 setting is wrong:/,
    );
  });

  it("export telemetry where OpenTelemetry has an endpoint, unless told otherwise", () => {
    const endpoint = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://localhost:4318" };
    assert.equal(loadSettings({}).telemetry.exported, false);
    assert.equal(loadSettings(endpoint).telemetry.exported, true);
    assert.equal(loadSettings({ ...endpoint, PICKET_TELEMETRY: "false" }).telemetry.exported, false);
    assert.equal(loadSettings({ ...endpoint, OTEL_SDK_DISABLED: "true" }).telemetry.exported, false);
  });
});

describe("wrong settings", () => {
  it("are reported all at once, each with its name, value and what was expected", () => {
    const message = mistakesOf(
      { WARMUP_TIME: "soon", PICKET_PARTITIONS: "0", KAFKA_BROKER: "kafka", PICKET_KAFKA_TLS_CA: "/no/such/file" },
      { ML_MODEL: "lstm" },
    );
    assert.deepEqual(message.split("\n"), [
      "6 settings are wrong:",
      '  --ml-model (ML_MODEL) is "lstm", expected one of hst, ocsvm',
      '  WARMUP_TIME (--warmup-time) is "soon", expected a number of seconds, 0 or more',
      '  KAFKA_BROKER (--kafka-broker) is "kafka", expected a comma list of host:port, such as kafka-1:9092,kafka-2:9092',
      '  PICKET_KAFKA_TLS_CA (--kafka-tls-ca) is "/no/such/file", expected the path of a file that Picket may read',
      '  PICKET_PARTITIONS (--partitions) is "0", expected a whole number from 1 to 10000',
      "  PICKET_KAFKA_TLS (--kafka-tls): must be true, because PICKET_KAFKA_TLS_CA is set",
    ]);
  });

  for (const [variable, values] of Object.entries({
    PICKET_SHUTDOWN_TIMEOUT: ["10", "-1s", "10 s", "1e3ms", "11m"],
    PICKET_MAX_EVENT_BYTES: ["1", "1KB", "2GiB", "NaNB"],
    PICKET_METRICS_PORT: ["-1", "65536", "0x50", "tcp://10.0.0.1:9464"],
    PICKET_REPLICATION: ["0", "-2", "1.5"],
    PICKET_TOPIC_ANOMALIES: ["..", "a b", "x".repeat(250)],
    PICKET_STAGES: ["ingest,none", ","],
    PICKET_DETECTORS: ["Resource", "a,,B", ","],
    PICKET_CREATE_TOPICS: ["yes", "1", "TRUE!"],
    KAFKA_BROKER: ["a:0", "a:65536", "http://a:1", ","],
    WARMUP_SIZE_PC: ["0", "five", "1.5"],
  })) {
    it(`of ${variable}: ${values.join(" | ").slice(0, 60)}`, () => {
      for (const value of values) {
        const message = mistakesOf({ [variable]: value });
        assert.ok(message.startsWith("1 setting is wrong:"), `${value} gave ${message}`);
        assert.ok(message.includes(variable) && message.includes("expected"), message);
      }
    });
  }

  it("name the setting that was probably meant", () => {
    assert.match(
      mistakesOf({ PICKET_STAGE: "ingest" }),
      /PICKET_STAGE: no setting has this name; is PICKET_STAGES meant\?/,
    );
    assert.match(mistakesOf({ PICKET_TOPIC_ANOMALYS: "x" }), /is PICKET_TOPIC_ANOMALIES meant\?/);
    assert.match(mistakesOf({ PICKET_WEATHER_IN_BONN: "x" }), /`picket config` lists them/);
  });

  it("do not include what Kubernetes sets for Services", () => {
    loadSettings({
      PICKET_SERVICE_HOST: "10.0.0.1",
      PICKET_SERVICE_PORT_HTTP: "80",
      PICKET_PORT: "tcp://10.0.0.1:80",
      PICKET_CONSOLE_PORT_80_TCP_ADDR: "10.0.0.1",
    });
  });

  it("include half of a pair of credentials", () => {
    assert.match(mistakesOf({ PICKET_KAFKA_SASL_USERNAME: "ann" }), /SASL_MECHANISM .*must be set/);
    const plain = mistakesOf({ PICKET_KAFKA_SASL_MECHANISM: "PLAIN" });
    assert.match(plain, /SASL_USERNAME .*must be set/);
    assert.match(plain, /SASL_PASSWORD: must be set/);
    assert.match(mistakesOf({ PICKET_KAFKA_SASL_MECHANISM: "OAUTHBEARER" }), /SASL_TOKEN: must be set/);
    assert.match(
      mistakesOf({ PICKET_KAFKA_TLS: "true", PICKET_KAFKA_TLS_CERT: import.meta.filename }),
      /TLS_KEY .*must be set/,
    );
  });

  it("include times after which containers are forgotten that do not fit together", () => {
    assert.match(
      mistakesOf({ PICKET_FORGET_AFTER: "59m" }),
      /FORGET_AFTER .*not be below PICKET_MAX_CLOCK_AHEAD \(1h\)/,
    );
    assert.match(
      mistakesOf({ PICKET_MAX_CLOCK_AHEAD: "8d" }),
      /PICKET_FORGET_AFTER .*below PICKET_MAX_CLOCK_AHEAD \(8d\)/,
    );
    assert.match(mistakesOf({ PICKET_FORGET_AFTER: "8d" }), /STATE_EXPIRY .*not be below PICKET_FORGET_AFTER \(8d\)/);
    assert.match(mistakesOf({ PICKET_FORGET_AFTER: "soon" }), /^1 setting is wrong/);
    loadSettings({ PICKET_FORGET_AFTER: "40s", PICKET_MAX_CLOCK_AHEAD: "40s" });
  });

  it("include two topics of one name", () => {
    assert.match(
      mistakesOf({ PICKET_TOPIC_ANOMALIES: "resource" }),
      /PICKET_TOPIC_ANOMALIES .*another topic than PICKET_TOPIC_RESOURCE/,
    );
  });
});

describe("secrets", () => {
  const password = "correct-horse-battery";
  const environment = {
    PICKET_KAFKA_SASL_PASSWORD: password,
    PICKET_KAFKA_SASL_TOKEN: password,
    PICKET_STATE_PASSWORD: password,
  };

  it("are no flags", () => {
    const secrets = settingEntries.filter(({ secret }) => secret === true);
    assert.deepEqual(
      secrets.map(({ variable, flag }) => [variable, flag]),
      [
        ["PICKET_KAFKA_SASL_PASSWORD", undefined],
        ["PICKET_KAFKA_SASL_TOKEN", undefined],
        ["PICKET_STATE_PASSWORD", undefined],
      ],
    );
  });

  it("do not appear in messages", () => {
    assert.ok(!mistakesOf({ ...environment, ML_MODEL: "x" }).includes(password));
  });

  it("do not appear among the effective settings", () => {
    const shown = JSON.stringify(effectiveSettings(environment, {}));
    assert.ok(!shown.includes(password));
    assert.equal(shown.split("set (hidden)").length - 1, 3);
  });
});
