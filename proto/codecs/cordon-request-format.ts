/** How cordon requests travel: as which message, in which forms. */

import type { CordonRequest } from "./cordon-request.ts";
import { cordonRequestFromJson, cordonRequestToJson } from "./cordon-request-json.ts";
import { cordonRequestFromProtobuf, cordonRequestToProtobuf } from "./cordon-request-protobuf.ts";
import { messageFormats } from "./message-format.ts";
import type { MessageKind } from "./message-record.ts";

export const cordonRequestFormats = messageFormats(
  { encode: cordonRequestToJson, decode: cordonRequestFromJson },
  { encode: cordonRequestToProtobuf, decode: cordonRequestFromProtobuf },
);

export const cordonRequestKind: MessageKind<CordonRequest> = {
  type: "picket.v1.CordonRequest",
  formats: cordonRequestFormats,
  idOf: (request) => request.id,
  timeOf: (request) => request.requestedAt,
};
