/** The two forms that messages take on their topic, each with its content type, to be chosen by the settings. */

export interface MessageFormat<Message> {
  readonly contentType: string;
  encode(message: Message): Buffer;
  /** @throws PicketError `MESSAGE_INVALID` */
  decode(bytes: Buffer): Message;
}

export interface MessageFormats<Message> {
  readonly json: MessageFormat<Message>;
  readonly protobuf: MessageFormat<Message>;
}

interface Codec<Message, Form> {
  encode(message: Message): Form;
  decode(form: Form): Message;
}

export function messageFormats<Message>(
  json: Codec<Message, string>,
  protobuf: Codec<Message, Buffer>,
): MessageFormats<Message> {
  return {
    json: {
      contentType: "application/json",
      encode: (message) => Buffer.from(json.encode(message)),
      decode: (bytes) => json.decode(bytes.toString()),
    },
    protobuf: { contentType: "application/protobuf", ...protobuf },
  };
}
