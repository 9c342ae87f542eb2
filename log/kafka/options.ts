/** How to reach a Kafka cluster, and how patient to be with it. */

import type { ConnectionOptions as TlsOptions } from "node:tls";
import type { SASLOptions } from "@platformatic/kafka";
import type { PicketError } from "../../errors/picket-error.ts";

export interface KafkaOptions {
  /** Stamps records that bring no time, in ms since the epoch. */
  readonly now: () => number;
  readonly clientId: string;
  /** `host:port` of some brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  readonly tls?: TlsOptions;
  readonly sasl?: SASLOptions;
  /** How long a group waits for a silent member; heartbeats go out three times as often. 10 s without it. */
  readonly sessionTimeoutMs?: number;
  /** How long the cluster leaves a transaction open whose producer is silent. 15 s without it. */
  readonly transactionTimeoutMs?: number;
  /**
   * The most bytes written to a partition in one request: a record batch, which the broker bounds by `max.message.bytes`.
   * 1 MB without it. A larger record goes alone, and the broker decides.
   */
  readonly maxRequestBytes?: number;
  /** Hears of troubles that heal by themselves: a lost coordinator, an aborted transaction being decided. */
  readonly onWarning?: (problem: PicketError) => void;
}
