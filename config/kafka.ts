/** The settings of the connection to Kafka. */

import { z } from "zod";
import { brokers, duration, identifier, oneOf, readableFile, text, trueOrFalse } from "./kinds.ts";
import { optionalSetting, setting } from "./setting.ts";

export const kafkaSettings = z.object({
  brokers: setting(brokers, {
    variable: "KAFKA_BROKER",
    default: "localhost:9092",
    help: "The brokers to ask first.",
    common: true,
  }),
  autoOffsetReset: setting(oneOf("earliest", "latest"), {
    variable: "KAFKA_AUTO_OFFSET_RESET",
    default: "earliest",
    help: "Where to start reading an input topic of which nothing is committed yet.",
    common: true,
  }),
  clientId: optionalSetting(identifier, {
    variable: "PICKET_KAFKA_CLIENT_ID",
    unset: "the application id",
    help: "The name that brokers log and meter for this client.",
  }),
  sessionTimeoutMs: setting(duration(1000, 1_800_000), {
    variable: "PICKET_KAFKA_SESSION_TIMEOUT",
    default: "10s",
    help: "How long the group waits for a silent member before others take its partitions over.",
  }),
  tls: setting(trueOrFalse, {
    variable: "PICKET_KAFKA_TLS",
    default: "false",
    help: "Encrypt the connection.",
  }),
  tlsCa: optionalSetting(readableFile, {
    variable: "PICKET_KAFKA_TLS_CA",
    unset: "the authorities that Node.js trusts",
    help: "PEM file of the authorities that may have signed the brokers' certificates.",
  }),
  tlsCert: optionalSetting(readableFile, {
    variable: "PICKET_KAFKA_TLS_CERT",
    unset: "no client certificate",
    help: "PEM file of the client certificate; needs the key too.",
  }),
  tlsKey: optionalSetting(readableFile, {
    variable: "PICKET_KAFKA_TLS_KEY",
    unset: "no client certificate",
    help: "PEM file of the client certificate's private key.",
  }),
  saslMechanism: optionalSetting(oneOf("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"), {
    variable: "PICKET_KAFKA_SASL_MECHANISM",
    unset: "no authentication",
    help: "How to authenticate.",
  }),
  saslUsername: optionalSetting(text, {
    variable: "PICKET_KAFKA_SASL_USERNAME",
    unset: "none",
    help: "The user name for PLAIN and SCRAM.",
  }),
  saslPassword: optionalSetting(text, {
    variable: "PICKET_KAFKA_SASL_PASSWORD",
    unset: "none",
    help: "The password for PLAIN and SCRAM.",
    secret: true,
  }),
  saslToken: optionalSetting(text, {
    variable: "PICKET_KAFKA_SASL_TOKEN",
    unset: "none",
    help: "The bearer token for OAUTHBEARER.",
    secret: true,
  }),
});
