/** Between OpenTelemetry's spans and the trace context that Kafka headers carry. */

import { createTraceState, ROOT_CONTEXT, SpanStatusCode, trace, type Context, type Span } from "@opentelemetry/api";
import { partsOf, type TraceContext } from "./propagation.ts";

/** The context in which a child of `from` begins; without it, a trace of its own. */
export function parentOf(from: TraceContext | undefined): Context {
  if (from === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = partsOf(from.traceparent);
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: flags,
    isRemote: true,
    ...(from.tracestate === undefined ? {} : { traceState: createTraceState(from.tracestate) }),
  });
}

export function contextOf(span: Span): TraceContext {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const tracestate = traceState?.serialize() ?? "";
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`,
    ...(tracestate === "" ? {} : { tracestate }),
  };
}

export function endSpan(span: Span, failed: boolean, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
