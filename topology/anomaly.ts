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
  const image = cut(event.containerImage);
  const id = cut(event.containerId);
  const { pid, ppid, comm, user, uid, gid } = event.process();
  return {
    id: `${detector.name}/${source.topic}/${source.partition}/${source.offset}`,
    detector: detector.name,
    model: detector.model,
    profile: detector.profile,
    container: image === "" && id === "" ? undefined : { image, id },
    node: cut(event.nodeName),
    score: verdict.score,
    threshold: verdict.threshold,
    severity: verdict.severity,
    time,
    process: { pid, ppid, comm: cut(comm), user: cut(user), uid, gid },
    reasons: verdict.reasons.map((reason) => ({ ...reason })),
    source,
  };
}

/** Texts come from outside: an absurd one must not make an anomaly that no topic takes. */
function cut(text: string): string {
  return text.length <= longestText ? text : text.slice(0, longestText);
}

const longestText = 1024;
