import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decision } from '../../src/http/schemas/decisions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { A_RESCORED_PAGE, aPastPage } from '../support/past-pages.ts';

describe('GET /v1/decisions/{recommendationId}, 200', () => {
  let api: TestApi;
  const past = aPastPage();
  const id = past.decision.recommendationId;
  const asked: string[] = [];
  let rescored = 0;

  beforeAll(async () => {
    api = await startApi({
      pastPages: {
        async read(recommendationId) {
          asked.push(recommendationId);
          return past;
        },
      },
      async rescore() {
        rescored++;
        return A_RESCORED_PAGE;
      },
    });
  });
  beforeEach(() => {
    asked.length = 0;
    rescored = 0;
  });
  afterAll(() => api.close());

  const get = (path = id, as = 'analyst') => api.call('GET', `/v1/decisions/${path}`, { as });

  test('the page as it was served, by outside ids, to the bit of every float', async () => {
    const { status, body } = await get();
    expect(status).toBe(200);
    expect(decision.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      recommendationId: id,
      servedAt: new Date(past.decision.servedAtMs).toISOString(),
      userKey: past.decision.userKey,
      models: { retrieval: 'v7', ranker: 'v7' },
      withheld: [{ pinId: 'p1', reason: 'watched' }],
      switches: ['exploration', 'row:genre'],
      randomSeed: 4_294_967_295,
      rescored: null,
    });
    expect(body.rows).toEqual([
      {
        rowId: 'trending',
        items: [
          {
            ...{ itemId: 'film-1', title: 'One', impressionId: `${id}.0.0`, position: 0, source: 'trending' },
            ...{ score: Math.fround(1 / 3), propensity: Math.fround(0.7), explored: true },
            ...{ pinId: null, displaced: null, outcome: null },
          },
        ],
      },
      {
        rowId: 'top-picks',
        items: [
          {
            ...{ itemId: 'film-2', title: 'Two', impressionId: `${id}.1.0`, position: 0, source: 'pin' },
            ...{ score: Math.fround(0.1), propensity: 1, explored: false },
            ...{ pinId: 'p-1', displaced: { itemId: 'film-3', title: null } },
            outcome: expect.objectContaining({ attribution: 'direct', clickedAt: body.events[0].occurredAt }),
          },
        ],
      },
    ]);
    // Nobody is named by an outside id.
    expect(JSON.stringify(body)).not.toContain('userId');
    expect(rescored).toBe(0);
  });

  test('an id in capitals is the same id; admins may look too', async () => {
    expect((await get(id.toUpperCase(), 'admin')).status).toBe(200);
    expect(asked).toEqual([id]);
  });

  test('rescore=true: scored again beside what was served; rescore=false: not', async () => {
    const { body } = await get(`${id}?rescore=true`);
    expect(decision.safeParse(body).error).toBeUndefined();
    expect(body.rescored).toEqual(A_RESCORED_PAGE);
    expect((await get(`${id}?rescore=false`)).body.rescored).toBeNull();
    expect(rescored).toBe(1);
  });
});
