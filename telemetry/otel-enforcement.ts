/** The enforcer's counts and traces as OpenTelemetry instruments and spans. */

import type { Meter, Tracer } from "@opentelemetry/api";
import type { EnforcerFacts, EnforcerMetrics, EnforcerState, EnforcerTracer } from "./enforcement.ts";
import { attributeNames as attribute, metricNames as name, spanNames } from "./names.ts";
import { contextOf, endSpan, parentOf } from "./otel-span.ts";

/** In s: from the 200 ms that a cordon may take, to the hour that a request may wait for a guard rail. */
const latencyBuckets = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60, 300, 900, 3600];

const breakerPositions = { closed: 0, "half-open": 1, open: 2 } as const;

export function otelEnforcerMetrics(meter: Meter): EnforcerMetrics {
  const counter = (of: string, description: string) => meter.createCounter(of, { description });
  const outcomes = counter(name.enforcementOutcomes, "Outcomes written, by action, decision and code.");
  const releases = counter(name.releases, "Nodes given back, by reason.");
  const vetoes = counter(name.vetoes, "Nodes under quarantine that a person uncordoned.");
  const notifications = counter(name.notifications, "Notifications, by target and outcome.");
  const latency = meter.createHistogram(name.cordonLatency, {
    description: "From when a request was made to when its node was cordoned.",
    unit: "s",
    advice: { explicitBucketBoundaries: latencyBuckets },
  });
  return {
    outcome: ({ action, decision, code }) =>
      outcomes.add(1, { [attribute.action]: action, [attribute.decision]: decision, [attribute.code]: code }),
    cordonLatency: (ms) => latency.record(ms / 1000),
    release: ({ reason }) => releases.add(1, { [attribute.reason]: reason }),
    veto: () => vetoes.add(1),
    notification: ({ target, outcome }) =>
      notifications.add(1, { [attribute.target]: target, [attribute.outcome]: outcome }),
    observe: (state) => observe(meter, state),
  };
}

function observe(meter: Meter, state: () => EnforcerState): void {
  const gauge = (of: string, description: string) => meter.createObservableGauge(of, { description });
  const leads = gauge(name.leader, "1 where this replica acts, 0 where it stands by.");
  const quarantines = gauge(name.quarantines, "NodeQuarantines, by phase.");
  const budgetLeft = gauge(name.budgetLeft, "How many nodes more a budget allows.");
  const storm = gauge(name.stormBreaker, "The storm breaker: 0 closed, 1 half-open, 2 open.");
  meter.addBatchObservableCallback(
    (result) => {
      const now = state();
      result.observe(leads, now.leads ? 1 : 0);
      result.observe(storm, breakerPositions[now.storm]);
      for (const [phase, count] of Object.entries(now.quarantines)) {
        result.observe(quarantines, count, { [attribute.phase]: phase });
      }
      for (const [budget, left] of Object.entries(now.budgetLeft)) {
        result.observe(budgetLeft, left, { [attribute.budget]: budget });
      }
    },
    [leads, quarantines, budgetLeft, storm],
  );
}

export function otelEnforcerTracer(tracer: Tracer): EnforcerTracer {
  return {
    begin: (of, from, facts) => {
      const span = tracer.startSpan(spanNames[of], { attributes: attributesOf(facts) }, parentOf(from));
      return {
        context: contextOf(span),
        end: ({ code, error } = {}) => {
          if (code !== undefined) span.setAttribute(attribute.code, code);
          endSpan(span, error !== undefined, error);
        },
      };
    },
  };
}

function attributesOf({ node, requestId }: EnforcerFacts): Record<string, string> {
  return { [attribute.node]: node, ...(requestId === undefined ? {} : { [attribute.requestId]: requestId }) };
}
