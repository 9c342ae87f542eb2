/** How enforcement outcomes travel: as which message, in which forms. */

import type { EnforcementOutcome } from "./enforcement-outcome.ts";
import { outcomeFromJson, outcomeToJson } from "./enforcement-outcome-json.ts";
import { outcomeFromProtobuf, outcomeToProtobuf } from "./enforcement-outcome-protobuf.ts";
import { messageFormats } from "./message-format.ts";
import type { MessageKind } from "./message-record.ts";

export const outcomeFormats = messageFormats(
  { encode: outcomeToJson, decode: outcomeFromJson },
  { encode: outcomeToProtobuf, decode: outcomeFromProtobuf },
);

export const outcomeKind: MessageKind<EnforcementOutcome> = {
  type: "picket.v1.EnforcementOutcome",
  formats: outcomeFormats,
  idOf: (outcome) => outcome.id,
  timeOf: (outcome) => outcome.at,
};
