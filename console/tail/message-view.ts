/** Shows messages that travel as JSON or as protobuf by configuration, whichever form they were written in. */

import { hasCode } from "../../errors/picket-error.ts";
import type { MessageFormats } from "../../proto/codecs/message-format.ts";
import type { Palette } from "../terminal/palette.ts";
import { rawView } from "./raw-view.ts";
import type { TopicRecord, View } from "./view.ts";

/** What is no such message shows as any other record would. @param tell without a last newline. */
export function messageView<Message>(
  formats: MessageFormats<Message>,
  tell: (message: Message, palette: Palette) => string,
): View {
  return {
    text(record, palette) {
      const message = readMessage(record, formats);
      return message === undefined ? rawView.text(record, palette) : tell(message, palette);
    },
    json: (record) => rawView.json(inJson(record, formats)),
  };
}

/** `undefined` where the record holds none. */
export function readMessage<Message>(record: TopicRecord, formats: MessageFormats<Message>): Message | undefined {
  if (record.value === null) return undefined;
  try {
    return formats[isProtobuf(record, formats) ? "protobuf" : "json"].decode(record.value);
  } catch (error) {
    if (hasCode(error, "MESSAGE_INVALID")) return undefined;
    throw error;
  }
}

/** What is JSON already is left as it is written, and so is what cannot be read. */
function inJson<Message>(record: TopicRecord, formats: MessageFormats<Message>): TopicRecord {
  if (!isProtobuf(record, formats)) return record;
  const message = readMessage(record, formats);
  return message === undefined ? record : { ...record, value: formats.json.encode(message) };
}

function isProtobuf({ headers }: TopicRecord, { protobuf }: MessageFormats<unknown>): boolean {
  return headers.some(([name, value]) => name === "content-type" && value.toString() === protobuf.contentType);
}
