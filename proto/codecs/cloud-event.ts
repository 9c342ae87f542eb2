/**
 * The Kafka headers that make a record a CloudEvent 1.0 in binary mode
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md).
 */

import type { Header } from "../../log/port.ts";
import { rfc3339 } from "./timestamp.ts";

export interface CloudEvent {
  /** Unique within its source. */
  readonly id: string;
  /** A URI reference to who says it. */
  readonly source: string;
  /** What kind of event it is; the full name of its message. */
  readonly type: string;
  /** Ms since the epoch. */
  readonly time: number;
  /** Of the record's value. */
  readonly contentType: string;
}

export function cloudEventHeaders(event: CloudEvent): Header[] {
  return [
    ["ce_specversion", specVersion],
    ["ce_id", Buffer.from(event.id)],
    ["ce_source", Buffer.from(event.source)],
    ["ce_type", Buffer.from(event.type)],
    ["ce_time", Buffer.from(rfc3339(event.time))],
    ["content-type", Buffer.from(event.contentType)],
  ];
}

const specVersion = Buffer.from("1.0");
