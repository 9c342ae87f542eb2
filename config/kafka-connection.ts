/** How to connect to Kafka, as a client takes it: files read, credentials by mechanism. */

import { readFileSync } from "node:fs";
import type { Settings } from "./settings.ts";

export interface KafkaConnection {
  readonly clientId: string;
  readonly brokers: readonly string[];
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  readonly sasl?:
    | {
        readonly mechanism: "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";
        readonly username: string;
        readonly password: string;
      }
    | { readonly mechanism: "OAUTHBEARER"; readonly token: string };
  readonly sessionTimeoutMs: number;
}

export function kafkaConnection({ kafka }: Settings): KafkaConnection {
  const tls = tlsOf(kafka);
  const sasl = saslOf(kafka);
  return {
    clientId: kafka.clientId,
    brokers: kafka.brokers,
    sessionTimeoutMs: kafka.sessionTimeoutMs,
    ...(tls === undefined ? {} : { tls }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

function tlsOf({ tls, tlsCa, tlsCert, tlsKey }: Settings["kafka"]): KafkaConnection["tls"] {
  if (!tls) return undefined;
  return {
    ...(tlsCa === undefined ? {} : { ca: readFileSync(tlsCa) }),
    ...(tlsCert === undefined ? {} : { cert: readFileSync(tlsCert) }),
    ...(tlsKey === undefined ? {} : { key: readFileSync(tlsKey) }),
  };
}

/** The settings were cross-checked: what the mechanism needs is there. */
function saslOf({ saslMechanism, saslUsername, saslPassword, saslToken }: Settings["kafka"]): KafkaConnection["sasl"] {
  if (saslMechanism === undefined) return undefined;
  if (saslMechanism === "OAUTHBEARER") return { mechanism: saslMechanism, token: saslToken ?? "" };
  return { mechanism: saslMechanism, username: saslUsername ?? "", password: saslPassword ?? "" };
}
