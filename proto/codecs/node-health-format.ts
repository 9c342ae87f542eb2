/** How the health of nodes travels: as which message, in which forms. */

import { messageFormats } from "./message-format.ts";
import type { MessageKind } from "./message-record.ts";
import type { NodeHealthMessage } from "./node-health.ts";
import { nodeHealthFromJson, nodeHealthToJson } from "./node-health-json.ts";
import { nodeHealthFromProtobuf, nodeHealthToProtobuf } from "./node-health-protobuf.ts";

export const nodeHealthFormats = messageFormats(
  { encode: nodeHealthToJson, decode: nodeHealthFromJson },
  { encode: nodeHealthToProtobuf, decode: nodeHealthFromProtobuf },
);

export const nodeHealthKind: MessageKind<NodeHealthMessage> = {
  type: "picket.v1.NodeHealth",
  formats: nodeHealthFormats,
  idOf: (health) => health.id,
  timeOf: (health) => health.end,
};
