import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasBit } from '../../src/domain/catalogue.ts';
import { createCatalogue } from '../../src/features/catalogue-columns.ts';
import { NOW_MS, problemOf, startApi, type TestApi } from '../support/api.ts';
import { aFilter } from '../support/filters.ts';
import { aStoredItem } from '../support/items.ts';

const FILTER = 'type = film and genre in (Comedy, "Film-Noir") and year >= 1990';
const asQuery = (text: string): string => encodeURIComponent(text);

describe('a page with a filter, 200', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  const lastFilter = () => api.asked.at(-1)!.filter;

  test.each([
    ['home by GET', 'GET', `/v1/users/u1/home?filter=${asQuery(FILTER)}`, undefined],
    ['home by POST, in the query', 'POST', `/v1/users/u1/home?filter=${asQuery(FILTER)}`, {}],
    ['home by POST, in the body', 'POST', '/v1/users/u1/home?filter=type%3Dclip', { filter: FILTER }],
    ['a row', 'GET', `/v1/users/u1/rows/popular?filter=${asQuery(FILTER)}`, undefined],
    ['similar', 'GET', `/v1/items/i1/similar?filter=${asQuery(FILTER)}`, undefined],
  ])('%s is asked for with it, compiled', async (_, method, path, json) => {
    const answer = await api.call(method, path, { as: 'app', json });
    expect(answer.status).toBe(200);
    expect(lastFilter()?.text).toBe(FILTER);
    const catalogue = createCatalogue(
      [
        aStoredItem(1, { genres: ['Comedy'], releaseDate: '1999-01-01' }),
        aStoredItem(2, { genres: ['Comedy'], releaseDate: '1989-01-01' }),
      ],
      1,
    );
    const bits = lastFilter()!.matches(catalogue, NOW_MS);
    expect([hasBit(bits, 0), hasBit(bits, 1)]).toEqual([true, false]);
  });

  test('without one there is none', async () => {
    await api.call('GET', '/v1/users/u1/home', { as: 'app' });
    expect(lastFilter()).toBeNull();
  });

  test('a filter that comes again is the one that was compiled', async () => {
    const asked = `/v1/users/u1/home?filter=${asQuery(FILTER)}`;
    await api.call('GET', asked);
    const first = lastFilter();
    await api.call('GET', asked);
    expect(lastFilter()).toBe(first);
  });

  test('whatever text is sent as a filter, it is taken or refused as one, and never more', async () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      fc
        .array(fc.constantFrom('(', ')', '"', "'", '\\', ' not ', ' in ', 'year', '>', '1990', ',', ' and '), {
          maxLength: 40,
        })
        .map((pieces) => pieces.join('')),
      aFilter,
    );
    await fc.assert(
      fc.asyncProperty(noise, async (filter) => {
        const answer = await api.call('POST', '/v1/users/u1/home', { as: 'app', json: { filter } });
        if (answer.status === 200) return;
        expect(problemOf(answer)).toEqual({ status: 400, code: expect.stringMatching(/^invalid-(filter|request)$/) });
      }),
      { numRuns: 300 },
    );
  });
});
