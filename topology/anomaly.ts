/** From a finding to the anomaly that subscribers read. */

import type { Anomaly } from "../proto/codecs/anomaly.ts";
import { anomalyEventType, anomalyFormats } from "../proto/codecs/anomaly-format.ts";
import type { EbpfEvent } from "../sources/ebpf/event.ts";
import type { EventContext, Finding } from "./finding.ts";
import type { Carrier } from "./topics.ts";

export const anomalyCarrier: Carrier<Anomaly> = {
  type: anomalyEventType,
  formats: anomalyFormats,
  idOf: (anomaly) => anomaly.id,
  timeOf: (anomaly) => anomaly.time,
  factsOf: ({ container, detector, severity, score, source }) => ({
    detector,
    severity,
    score,
    containerImage: container?.image ?? "",
    source,
  }),
};

/** The id names the detector and the input record, so a duplicate, however it came to be, can be told. */
export function anomalyOf({ detector, verdict, event }: Finding<EbpfEvent>, { time, source }: EventContext): Anomaly {
  const { containerImage: image, containerId: id, nodeName: node } = event;
  return {
    id: `${detector.name}/${source.topic}/${source.partition}/${source.offset}`,
    detector: detector.name,
    model: detector.model,
    profile: detector.profile,
    container: image === "" && id === "" ? undefined : { image, id },
    node,
    score: verdict.score,
    threshold: verdict.threshold,
    severity: verdict.severity,
    time,
    process: event.process(),
    reasons: verdict.reasons.map((reason) => ({ ...reason })),
    source,
  };
}
