/** From a message to the record that carries it: the value in the chosen form, and the headers that make it a CloudEvent. */

import type { OutputRecord } from "../../log/port.ts";
import { cloudEventHeaders } from "./cloud-event.ts";
import type { MessageFormat, MessageFormats } from "./message-format.ts";

/** What is the same for all messages of a kind. */
export interface MessageKind<Message> {
  /** The full name of the message, e.g. `picket.v1.Anomaly`, which is its `ce_type`. */
  readonly type: string;
  readonly formats: Readonly<Record<keyof MessageFormats<Message>, Omit<MessageFormat<Message>, "decode">>>;
  idOf(message: Message): string;
  /** Ms since the epoch. */
  timeOf(message: Message): number;
}

export interface Addressed {
  readonly topic: string;
  readonly key: string;
  /** A URI reference to who says it. */
  readonly source: string;
  readonly format: keyof MessageFormats<unknown>;
}

export function messageRecord<Message>(
  message: Message,
  kind: MessageKind<Message>,
  { topic, key, source, format }: Addressed,
): OutputRecord {
  const form = kind.formats[format];
  const headers = cloudEventHeaders({
    id: kind.idOf(message),
    source,
    type: kind.type,
    time: kind.timeOf(message),
    contentType: form.contentType,
  });
  return { topic, key: Buffer.from(key), value: form.encode(message), headers };
}

/** Of the application that writes. */
export function eventSource(applicationId: string): string {
  return `/picket/${applicationId}`;
}
