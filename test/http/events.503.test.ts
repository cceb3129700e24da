import { expect, test } from '@jest/globals';
import { MarqueeError } from '../../src/domain/errors.ts';
import { NOW_MS, problemOf, startApi } from '../support/api.ts';

test('when the journal cannot take them, events are answered 503 with Retry-After, and none is accepted', async () => {
  const counted: number[][] = [];
  const api = await startApi({
    eventIntake: {
      accept: () => Promise.reject(new MarqueeError('journal-unavailable', 'Events cannot be kept now. Send again.')),
    },
    metrics: { answer() {}, events: (accepted, rejected) => counted.push([accepted, rejected]) },
  });
  const timestamp = new Date(NOW_MS).toISOString();
  const events = [{ eventId: 'e1', type: 'click', userId: 'u1', itemId: 'i1', timestamp }];
  const answer = await api.call('POST', '/v1/events', { json: { events } });
  await api.close();
  expect(problemOf(answer)).toEqual({ status: 503, code: 'journal-unavailable' });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(counted).toEqual([]);
});
