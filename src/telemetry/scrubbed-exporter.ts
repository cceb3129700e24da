import { type Attributes, context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../domain/ports/logger.ts';

/**
 * What may leave the process about a span; everything else stays here. A list of what is allowed, not of what is not: URLs and their
 * queries hold user ids, Redis keys hold user keys, messages of errors hold either, and the next release of a library may add more.
 */
const ALLOWED_ATTRIBUTES: ReadonlySet<string> = new Set([
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'express.type',
  'db.system.name',
  'db.operation.name',
  'db.namespace',
  'error.type',
  'exception.type',
  'marquee.rung',
]);

/** Passes spans on without what could name a user. That they cannot be delivered is told once, and never fails anything. */
export function createScrubbedExporter(exporter: SpanExporter, logger: Logger): SpanExporter {
  let failing = false;
  return {
    export(spans, done) {
      const told: typeof done = (result) => {
        const failed = result.error !== undefined || result.code !== 0;
        if (failed && !failing) {
          logger.warn({ err: result.error }, 'Traces cannot be delivered; they are dropped until they can');
        }
        if (!failed && failing) logger.info({}, 'Traces are delivered again');
        failing = failed;
        done({ code: 0 });
      };
      // A delivery belongs to no request, whoever made the timer that began it.
      context.with(ROOT_CONTEXT, () => exporter.export(spans.map(scrubbed), told));
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** The span as it was, seen through the list. */
function scrubbed(span: ReadableSpan): ReadableSpan {
  return Object.create(span, {
    attributes: { value: allowed(span.attributes) },
    status: { value: { code: span.status.code } },
    events: { value: span.events.map((event) => ({ ...event, attributes: allowed(event.attributes ?? {}) })) },
  });
}

function allowed(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => ALLOWED_ATTRIBUTES.has(name)));
}
