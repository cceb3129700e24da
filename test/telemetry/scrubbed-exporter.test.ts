import { describe, expect, test } from '@jest/globals';
import { InMemorySpanExporter, SimpleSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Logger, SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createScrubbedExporter } from '../../src/telemetry/scrubbed-exporter.ts';

const exportTo = (exporter: SpanExporter, logger: Logger = SILENT_LOGGER) =>
  new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: createScrubbedExporter(exporter, logger) })],
  }).getTracer('test');

describe('what leaves the process about a span', () => {
  test('is what the list allows: an attribute nobody has thought about stays', async () => {
    const received = new InMemorySpanExporter();
    const span = exportTo(received).startSpan('GET', {
      attributes: { 'http.route': '/v1/users/:userId', 'url.full': 'http://h/v1/users/u1', 'next.release': 'u1' },
    });
    span.recordException(new TypeError('no such user: u1'));
    span.setStatus({ code: 2, message: 'u1' });
    span.end();
    const [finished] = received.getFinishedSpans();
    expect(finished).toMatchObject({
      name: 'GET',
      status: { code: 2 },
      attributes: { 'http.route': '/v1/users/:userId' },
    });
    expect(Object.keys(finished!.attributes)).toEqual(['http.route']);
    expect(finished!.status).toEqual({ code: 2 });
    expect(finished!.events.map((event) => event.attributes)).toEqual([{ 'exception.type': 'TypeError' }]);
    expect(finished!.spanContext()).toEqual(span.spanContext());
  });

  test('that it cannot be delivered is told once, and once that it can again', () => {
    const told: string[] = [];
    const tell = (_fields: object, message: string) => void told.push(message);
    let code = 1;
    const exporter: SpanExporter = {
      export: (_spans, done) => done(code === 0 ? { code } : { code, error: new Error('refused') }),
      shutdown: async () => {},
    };
    const tracer = exportTo(exporter, { ...SILENT_LOGGER, warn: tell, info: tell });
    for (code of [0, 1, 1, 1, 0, 0]) tracer.startSpan('page').end();
    expect(told).toEqual(['Traces cannot be delivered; they are dropped until they can', 'Traces are delivered again']);
  });
});
