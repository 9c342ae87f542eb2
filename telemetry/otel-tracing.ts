/** The runtime's traces as OpenTelemetry spans. */

import { ROOT_CONTEXT, SpanKind, trace, type Span, type Tracer as OtelTracer } from "@opentelemetry/api";
import { attributeNames as attribute, spanNames } from "./names.ts";
import { contextOf, endSpan, parentOf } from "./otel-span.ts";
import type { TraceContext } from "./propagation.ts";
import type { AnomalyFacts, BatchPhase, BatchTrace, Tracer } from "./tracing.ts";

export function otelTracer(tracer: OtelTracer): Tracer {
  return { batch: ({ stage }) => new OtelBatch(tracer, stage) };
}

class OtelBatch implements BatchTrace {
  readonly #tracer: OtelTracer;
  readonly #batch: Span;
  readonly #anomalies: Span[] = [];
  #phase: Span | undefined;

  constructor(tracer: OtelTracer, stage: string) {
    this.#tracer = tracer;
    this.#batch = tracer.startSpan(
      spanNames.batch,
      { kind: SpanKind.CONSUMER, attributes: { [attribute.stage]: stage } },
      ROOT_CONTEXT,
    );
  }

  phase(name: BatchPhase): void {
    this.#phase?.end();
    this.#phase = this.#tracer.startSpan(spanNames[name], {}, trace.setSpan(ROOT_CONTEXT, this.#batch));
  }

  /** Ends with the batch: only then is it known whether the anomaly was committed. */
  anomaly(from: TraceContext | undefined, facts: AnomalyFacts): TraceContext {
    const parent = from === undefined ? trace.setSpan(ROOT_CONTEXT, this.#batch) : parentOf(from);
    const span = this.#tracer.startSpan(
      spanNames.anomaly,
      {
        kind: SpanKind.PRODUCER,
        links: from === undefined ? [] : [{ context: this.#batch.spanContext() }],
        attributes: attributesOf(facts),
      },
      parent,
    );
    this.#anomalies.push(span);
    return contextOf(span);
  }

  /** An empty batch is left open, and so never exported: idle polls are not worth a trace. */
  end({ records, outcome, error }: Parameters<BatchTrace["end"]>[0]): void {
    if (outcome === "empty") return;
    const failed = outcome !== "committed";
    for (const span of this.#anomalies) endSpan(span, failed, undefined);
    if (this.#phase !== undefined) endSpan(this.#phase, failed, undefined);
    this.#batch.setAttributes({ [attribute.batchSize]: records, [attribute.outcome]: outcome });
    endSpan(this.#batch, failed, error);
  }
}

function attributesOf({
  detector,
  severity,
  score,
  containerImage,
  source,
}: AnomalyFacts): Record<string, string | number> {
  return {
    [attribute.detector]: detector,
    [attribute.severity]: severity,
    [attribute.score]: score,
    [attribute.container]: containerImage,
    [attribute.topic]: source.topic,
    [attribute.partition]: String(source.partition),
    [attribute.offset]: source.offset,
  };
}
