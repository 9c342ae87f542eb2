/** What the events in frames say, by the topic that they travel through. */

import { measuredFeatures } from "../../nodes/features.ts";
import { observationDecoder } from "../../nodes/observation-codec.ts";
import type { NodeObservation } from "../../nodes/observation.ts";
import { windowDecoder } from "../../nodes/window-codec.ts";
import type { NodeWindow } from "../../nodes/window.ts";
import { type Decoder, Rejection } from "../../topology/rejection.ts";
import { measuredText } from "../terminal/measured.ts";
import { formatTime, whole } from "../terminal/units.ts";
import { visible } from "../terminal/visible.ts";

export interface EventView {
  text(bytes: Buffer): string;
  json(bytes: Buffer): object;
}

/** Of which only the size is told. */
export const opaqueEvents: EventView = {
  text: (bytes) => `${whole(bytes.length)} bytes`,
  json: (bytes) => ({ bytes: bytes.toString("base64") }),
};

export const observationView = decodedBy(observationDecoder(), observationText, (observation) => observation);
export const windowView = decodedBy(windowDecoder(), windowText, (window) => ({
  ...window,
  features: measuredFeatures(window.features),
}));

/** What cannot be decoded shows as any other event would. */
function decodedBy<T>(decoder: Decoder<T>, text: (value: T) => string, json: (value: T) => object): EventView {
  return {
    text(bytes) {
      const value = decoder.decode(bytes);
      return value instanceof Rejection ? opaqueEvents.text(bytes) : visible(text(value));
    },
    json(bytes) {
      const value = decoder.decode(bytes);
      return value instanceof Rejection ? opaqueEvents.json(bytes) : { event: json(value) };
    },
  };
}

function observationText(observation: NodeObservation): string {
  const { sensor } = observation;
  switch (observation.kind) {
    case "sample":
      return `${sensor}: ${observation.family} ${observation.series} ${observation.value ?? "ends"}`;
    case "exec":
      return `${sensor}: executed ${observation.process.binary}`;
    case "connect":
      return `${sensor}: ${observation.process.binary} connected to ${observation.address} port ${observation.port}`;
    case "loss":
      return `${sensor}: ${observation.loss}${observation.count === 0 ? "" : ` ${observation.count}`}`;
    case "anomaly":
      return `${sensor}: ${observation.severity} anomaly of ${observation.container || "the host"}`;
    case "alive":
      return `${sensor}: alive`;
  }
}

function windowText(window: NodeWindow): string {
  const measured = measuredText(Object.entries(measuredFeatures(window.features)));
  const told = [...(measured === "" ? [] : [measured]), ...window.indicators];
  return `window of ${window.node} from ${formatTime(window.start)}${window.isEarly ? ", early" : ""}: ${told.join(", ")}`;
}
