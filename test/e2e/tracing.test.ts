import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type OtlpCollector, type ReceivedSpan, startOtlpCollector } from '../support/otlp-collector.ts';
import { eventually } from '../support/service.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

const USER = 'viewer-whose-name-stays-here';
const STAGES = ['plan', 'sources', 'eligibility', 'score', 'select', 'render'];

/** The service as operators start it, beside a collector: what of a request leaves the process as a trace. */
describe('traces', () => {
  let collector: OtlpCollector;
  let service: ServiceProcess;

  beforeAll(async () => {
    collector = await startOtlpCollector();
    service = await startServiceProcess({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '0',
      OTEL_SERVICE_NAME: 'marquee-under-test',
      // Twenty first pages at once on a busy machine: each is to have its own read, however late.
      DEADLINE_MS: '10000',
    });
    const items = Array.from({ length: 30 }, (_, n) =>
      JSON.stringify({
        itemId: `f${n}`,
        type: 'film',
        title: `Film ${n}`,
        genres: ['Drama'],
        maturity: 'kids',
        windows: [{ region: '*' }],
      }),
    );
    await call('POST', '/v1/items', { body: items.join('\n'), headers: { 'content-type': 'application/x-ndjson' } });
    await eventually(
      () => call('GET', home('warm-up')),
      ({ body }) => body.includes('"f1"'),
      5000,
    );
  }, 60_000);

  afterAll(async () => {
    await service.destroy();
    await collector.close();
  });

  const home = (userId: string) => `/v1/users/${userId}/home`;

  async function call(method: string, path: string, options: { body?: string; headers?: Record<string, string> } = {}) {
    const headers = { authorization: `Bearer ${service.adminKey}`, ...options.headers };
    const response = await fetch(service.baseUrl + path, { method, headers, body: options.body });
    return { status: response.status, body: await response.text() };
  }

  async function traced(method: string, path: string) {
    const parent = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
    const { status } = await call(method, path, {
      headers: { traceparent: `00-${parent.traceId}-${parent.spanId}-01` },
    });
    return { parent, status };
  }

  /** All spans of a trace, once the one that ends last is there. */
  async function spansOf(traceId: string): Promise<readonly ReceivedSpan[]> {
    const ofTrace = () => collector.spans.filter((span) => span.traceId === traceId);
    await eventually(
      async () => ofTrace(),
      (spans) => spans.some((span) => span.kind === 2),
      10_000,
    );
    return ofTrace();
  }

  test("a page is one trace under the caller's: the route, its stages in order, and the read of the user's state", async () => {
    // One row: a page that is short of rows plans again.
    const { parent, status } = await traced('GET', `${home(USER)}?rows=1`);
    expect(status).toBe(200);
    const spans = await spansOf(parent.traceId);
    const named = (name: string) => spans.filter((span) => span.name === name);

    const [server, ...others] = spans.filter((span) => span.kind === 2);
    expect(others).toEqual([]);
    expect(server).toMatchObject({
      name: 'GET /v1/users/:userId/home',
      parentSpanId: parent.spanId,
      serviceName: 'marquee-under-test',
      attributes: { 'http.route': '/v1/users/:userId/home', 'http.response.status_code': 200 },
    });
    const [handler] = spans.filter((span) => span.scope === '@opentelemetry/instrumentation-express');
    expect(handler!.parentSpanId).toBe(server!.spanId);
    for (const stage of [...STAGES, 'hydrate']) {
      expect({ stage, parents: named(stage).map((span) => span.parentSpanId) }).toEqual({
        stage,
        parents: [handler!.spanId],
      });
    }
    expect(named('hydrate')[0]!.attributes).toEqual({ 'marquee.rung': 'R0' });
    expect(named('get')).toHaveLength(1);
    expect(named('get')[0]).toMatchObject({
      parentSpanId: named('hydrate')[0]!.spanId,
      kind: 3,
      attributes: { 'db.system.name': 'redis', 'db.operation.name': 'PIPELINE get' },
    });
  });

  test('a question to Postgres is a span under the route that asked it', async () => {
    const { parent } = await traced('GET', '/v1/items/f1');
    const spans = await spansOf(parent.traceId);
    const [handler] = spans.filter((span) => span.scope === '@opentelemetry/instrumentation-express');
    const asked = spans.filter((span) => span.attributes['db.system.name'] === 'postgresql');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((span) => span.parentSpanId === handler!.spanId)).toBe(true);
  });

  test('pages asked for at once each keep their own read, though all leave in one pipeline', async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, (_, n) => traced('GET', home(`many-${n}`))));
    for (const { parent } of asked) {
      const spans = await spansOf(parent.traceId);
      const [hydrate] = spans.filter((span) => span.name === 'hydrate');
      const reads = spans.filter((span) => span.attributes['db.system.name'] === 'redis');
      expect(reads.map((span) => span.parentSpanId)).toEqual([hydrate!.spanId]);
    }
  });

  test('nothing that leaves names a user: no id, no user key, no URL, not even of what failed or does not exist', async () => {
    const last = [
      await traced('GET', `${home(USER)}?region=nowhere-${USER}`),
      await traced('GET', `/v1/items/${USER}`),
      await traced('GET', `/v1/nothing/${USER}?userId=${USER}`),
      await traced('PUT', `/v1/items/${USER}`),
    ];
    for (const { parent } of last) await spansOf(parent.traceId);
    expect(collector.bodies.length).toBeGreaterThan(0);
    expect(collector.bodies.filter((body) => body.includes(USER))).toEqual([]);
    expect(collector.bodies.filter((body) => /marquee:u:|many-\d/.test(body))).toEqual([]);
    expect(collector.bodies.filter((body) => body.includes(service.adminKey))).toEqual([]);
  });

  test('a line of the log says which trace it belongs to', async () => {
    const { parent, status } = await traced('GET', '/v1/items/there-is-none');
    expect(status).toBe(404);
    const line = await eventually(
      async () => service.log.find((entry) => entry.traceId === parent.traceId && entry.msg === 'request'),
      (found) => found !== undefined,
      5000,
    );
    expect(line).toMatchObject({ status: 404, route: '/v1/items/{itemId}' });
  });

  test('who sends no traceparent, or one that says not to, is not traced at a ratio of 0, and the admin port never is', async () => {
    const [unsampled, malformed] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    await call('GET', home('untraced'));
    await call('GET', home('untraced'), { headers: { traceparent: `00-${unsampled}-${'1'.repeat(16)}-00` } });
    await call('GET', home('untraced'), { headers: { traceparent: `00-${malformed}-1-01` } });
    await fetch(`${service.adminUrl}/readyz`, {
      headers: { traceparent: `00-${malformed}-${'1'.repeat(16)}-01` },
    });
    const { parent } = await traced('GET', home('untraced'));
    await spansOf(parent.traceId);
    const traceIds = new Set(collector.spans.map((span) => span.traceId));
    expect(traceIds.has(unsampled) || traceIds.has(malformed)).toBe(false);
    expect(collector.spans.filter((span) => span.parentSpanId === null)).toEqual([]);
  });

  test('stopping delivers what is left', async () => {
    const { parent } = await traced('GET', home('last'));
    expect(await service.stop()).toBe(0);
    expect(collector.spans.some((span) => span.traceId === parent.traceId && span.kind === 2)).toBe(true);
  });
});
