/** An anomaly that a container's detector found, as its node observes it. */

import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import type { AnomalyObservation, OfNode } from "../observation.ts";
import { cleanText, cleanTime } from "./clean.ts";

export function anomalyObservation({
  id,
  detector,
  severity,
  score,
  node,
  time,
  container,
  reasons,
}: Anomaly): AnomalyObservation & OfNode {
  return {
    sensor: "containers",
    kind: "anomaly",
    node: cleanText(node),
    time: cleanTime(time),
    id,
    detector,
    severity,
    score,
    container: cleanText(container?.image || container?.id || ""),
    because: cleanText(reasons[0]?.feature ?? ""),
  };
}
