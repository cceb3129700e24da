import type { IncomingMessage } from 'node:http';
import { context, propagation, type Span, SpanStatusCode, type TextMapPropagator, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Random } from '../domain/clock.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Tracer } from '../domain/ports/tracer.ts';
import { createAsyncContexts } from './async-contexts.ts';
import { keepCommandContexts } from './command-contexts.ts';
import { createScrubbedExporter } from './scrubbed-exporter.ts';
import { parseTraceparent } from './traceparent.ts';

export interface TracingOptions {
  /** Of an OTLP/HTTP collector; spans go to `<endpoint>/v1/traces`. */
  readonly endpoint: string;
  /** Share of the requests without a traceparent that are traced, 0..1. */
  readonly ratio: number;
  readonly serviceName: string;
  readonly serviceVersion: string;
  readonly random: Random;
  readonly logger: Logger;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** Delivers what is left, for at most some seconds. */
  close(): Promise<void>;
}

/** Of one delivery; also the longest that stopping waits for a collector that does not answer. */
const DELIVERY_MS = 2000;
/** The admin port's own: probes and scrapes would be most of what is traced. */
const UNTRACED_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Traces requests from the HTTP server through Express and the stages of a page to Postgres and Redis. Whether a request is traced
 * is decided before anything is made for it: by its traceparent if it has one, else by a throw of the dice. The libraries must have
 * been loaded after hookModules. Once a process: OpenTelemetry keeps its state in globals.
 */
export function startTracing(options: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: DELIVERY_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.serviceVersion,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: createScrubbedExporter(exporter, options.logger),
        exportTimeoutMillis: DELIVERY_MS,
        scheduledDelayMillis: 1000,
      }),
    ],
  });
  context.setGlobalContextManager(createAsyncContexts());
  propagation.setGlobalPropagator(INCOMING_TRACEPARENT);
  trace.setGlobalTracerProvider(provider);

  for (const instrumentation of [
    new HttpInstrumentation({
      disableOutgoingRequestInstrumentation: true,
      ignoreIncomingRequestHook: (request) => !isTraced(request, options.ratio, options.random),
    }),
    // One span a route; of the middleware before it only the time is of interest, and that is the gap.
    new ExpressInstrumentation({ ignoreLayersType: [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER] }),
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    new IORedisInstrumentation({ requireParentSpan: true, dbStatementSerializer: (command) => command }),
  ]) {
    instrumentation.setTracerProvider(provider);
  }
  keepCommandContexts();

  return {
    tracer: createTracer(trace.getTracer('marquee', options.serviceVersion)),
    close: () => provider.shutdown(),
  };
}

/** The caller's word where there is one: a trace with holes is worth little. */
function isTraced(request: IncomingMessage, ratio: number, random: Random): boolean {
  if (UNTRACED_PATHS.has(request.url ?? '')) return false;
  const parent = parseTraceparent(request.headers.traceparent);
  return parent === null ? random() < ratio : parent.traceFlags === 1;
}

/** Only inwards: the service calls nobody who would carry the trace on. */
const INCOMING_TRACEPARENT: TextMapPropagator = {
  extract(into, carrier, getter) {
    const parent = parseTraceparent(getter.get(carrier, 'traceparent'));
    return parent === null ? into : trace.setSpanContext(into, parent);
  },
  inject() {},
  fields: () => ['traceparent'],
};

function createTracer(tracer: ReturnType<typeof trace.getTracer>): Tracer {
  return {
    span(name, work, rung) {
      if (trace.getActiveSpan() === undefined) return work();
      return tracer.startActiveSpan(
        name,
        rung === undefined ? {} : { attributes: { 'marquee.rung': rung } },
        (span) => {
          try {
            const result = work();
            if (result instanceof Promise)
              result.then(
                () => span.end(),
                (error: unknown) => endFailed(span, error),
              );
            else span.end();
            return result;
          } catch (error) {
            endFailed(span, error);
            throw error;
          }
        },
      );
    },
  };
}

function endFailed(span: Span, error: unknown): void {
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
