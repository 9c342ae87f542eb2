/** What Picket calls its topics, and the name that the settings give each. */

import type { Settings } from "../config/settings.ts";

export function topicsByName({ topics }: Pick<Settings, "topics">): Readonly<Record<string, string>> {
  return {
    resource: topics.resource,
    frequency: topics.frequency,
    "node-metrics": topics.nodeMetrics,
    tetragon: topics.tetragon,
    "ebpf-events": topics.ebpfEvents,
    "by-container": topics.byContainer,
    global: topics.global,
    "by-node": topics.byNode,
    "node-windows": topics.nodeWindows,
    "by-group": topics.byGroup,
    anomalies: topics.anomalies,
    "node-health": topics.nodeHealth,
    "cordon-requests": topics.cordonRequests,
    "enforcement-outcomes": topics.enforcementOutcomes,
    "dead-letters": topics.deadLetters,
  };
}
