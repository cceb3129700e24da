import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { createAdminApp, type Readiness } from '../../src/http/admin.ts';
import { type Listening, listen } from '../../src/http/listen.ts';

describe('the admin port', () => {
  let server: Listening;
  let readiness: Readiness;
  beforeAll(async () => {
    const app = createAdminApp({
      readiness: () => {
        if (readiness.model === 'broken') throw new Error('inside');
        return readiness;
      },
      metricsText: async () => 'marquee_up 1\n',
      newId: () => 'r1',
      logger: SILENT_LOGGER,
    });
    server = await listen(app, { host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.drain(1000));

  const READY: Readiness = {
    state: 'ready',
    bestRung: 'R4',
    model: null,
    journalBytes: 12,
    dependencies: { postgres: 'up' },
    missing: ['model'],
  };
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return { status: response.status, text: await response.text() };
  };

  test('/healthz is 200 as long as the process lives, ready or not', async () => {
    readiness = { ...READY, state: 'starting' };
    expect((await get('/healthz')).status).toBe(200);
  });

  test('/readyz is 200 when ready, and tells what is missing', async () => {
    readiness = READY;
    const { status, text } = await get('/readyz');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual(READY);
  });

  test.each(['starting', 'draining'] as const)('/readyz is 503 while %s, with the same body', async (state) => {
    readiness = { ...READY, state };
    const { status, text } = await get('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual(readiness);
  });

  test('/readyz is 500 and tells nothing when it cannot be told', async () => {
    readiness = { ...READY, model: 'broken' };
    const { status, text } = await get('/readyz');
    expect(status).toBe(500);
    expect(text).not.toContain('inside');
  });

  test('/metrics is what the injected handler says', async () => {
    expect(await get('/metrics')).toEqual({ status: 200, text: 'marquee_up 1\n' });
  });

  test('nothing else is there', async () => {
    expect((await get('/v1/items')).status).toBe(404);
  });
});
