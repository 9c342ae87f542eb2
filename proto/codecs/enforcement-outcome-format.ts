/** The forms that enforcement outcomes take on their topic. */

import { outcomeFromJson, outcomeToJson } from "./enforcement-outcome-json.ts";
import { outcomeFromProtobuf, outcomeToProtobuf } from "./enforcement-outcome-protobuf.ts";
import { messageFormats } from "./message-format.ts";

/** The `ce_type` of an enforcement outcome: the full name of its message. */
export const outcomeEventType = "picket.v1.EnforcementOutcome";

export const outcomeFormats = messageFormats(
  { encode: outcomeToJson, decode: outcomeFromJson },
  { encode: outcomeToProtobuf, decode: outcomeFromProtobuf },
);
