/** The connection to Kafka as settings describe it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { kafkaConnection } from "../../config/kafka-connection.ts";
import { loadSettings } from "../../config/settings.ts";

const file = import.meta.filename;

it("a plain connection has neither TLS nor credentials", () => {
  assert.deepEqual(kafkaConnection(loadSettings({ KAFKA_BROKER: "a:1,b:2" })), {
    clientId: "picket",
    brokers: ["a:1", "b:2"],
    sessionTimeoutMs: 10_000,
  });
});

it("TLS reads its files, SASL takes what its mechanism needs", () => {
  const connection = kafkaConnection(
    loadSettings({
      PICKET_KAFKA_TLS: "true",
      PICKET_KAFKA_TLS_CA: file,
      PICKET_KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
      PICKET_KAFKA_SASL_USERNAME: "ann",
      PICKET_KAFKA_SASL_PASSWORD: "secret",
    }),
  );
  assert.deepEqual(connection.tls, { ca: readFileSync(file) });
  assert.deepEqual(connection.sasl, { mechanism: "SCRAM-SHA-512", username: "ann", password: "secret" });
});

it("OAUTHBEARER takes a token", () => {
  const settings = loadSettings({ PICKET_KAFKA_SASL_MECHANISM: "OAUTHBEARER", PICKET_KAFKA_SASL_TOKEN: "t" });
  assert.deepEqual(kafkaConnection(settings).sasl, { mechanism: "OAUTHBEARER", token: "t" });
});
