/** The forms that cordon requests take on their topic. */

import { cordonRequestFromJson, cordonRequestToJson } from "./cordon-request-json.ts";
import { cordonRequestFromProtobuf, cordonRequestToProtobuf } from "./cordon-request-protobuf.ts";
import { messageFormats } from "./message-format.ts";

/** The `ce_type` of a cordon request: the full name of its message. */
export const cordonRequestEventType = "picket.v1.CordonRequest";

export const cordonRequestFormats = messageFormats(
  { encode: cordonRequestToJson, decode: cordonRequestFromJson },
  { encode: cordonRequestToProtobuf, decode: cordonRequestFromProtobuf },
);
