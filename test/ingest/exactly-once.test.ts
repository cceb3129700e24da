import { afterEach, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../src/domain/clock.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from '../support/log-fixtures.ts';
import type { Fate } from '../support/memory-log-store.ts';
import { foldedBytes, type Ingest, openIngest } from './consumer-workbench.ts';

const TYPES = ['click', 'play', 'complete', 'rate', 'hide', 'unhide', 'list-add', 'list-remove'] as const;
const USERS = 5;

/** Calls that fail before they did anything, and calls that did all and lost their answer. */
function unluckyFate(random: () => number): () => Fate {
  return () => {
    const roll = random();
    return roll < 0.15 ? 'fails' : roll < 0.3 ? 'answer-lost' : 'works';
  };
}

let ingest: Ingest;
afterEach(() => ingest.close());

describe('whatever fails and whenever it crashes', () => {
  test.each([1, 2, 3, 4])(
    'every event and page is stored once and every state is the fold of its events (%i)',
    async (seed) => {
      const random = seededRandom(seed);
      ingest = await openIngest();
      ingest.log.control.fate = unluckyFate(random);
      ingest.states.control.fate = unluckyFate(random);
      const sent: ViewerEvent[] = [];
      let pages = 0;
      let made = 0;
      for (let call = 0; call < 60; call++) {
        const batch = Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
          // One in ten is sent again, as clients do that did not hear the answer.
          const again = sent.length > 0 && random() < 0.1;
          return again ? sent[Math.floor(random() * sent.length)]! : randomEvent(made++, random);
        });
        for (const event of batch) if (!sent.includes(event)) sent.push(event);
        await ingest.accept(...batch);
        const recommendationId = recommendationIdAt(1000, pages++);
        await ingest.record(aDecision([1, 2, 3], { recommendationId }));
        ingest.clock.now += Math.floor(random() * 800);
        if (random() < 0.15) await ingest.restart();
      }
      await ingest.consumer.drain();

      const stored = [...ingest.log.stored.events.values()];
      expect(stored.map((event) => event.eventId).toSorted()).toEqual(sent.map((event) => event.eventId).toSorted());
      const storedPages = ingest.log.stored.decisions.map((decision) => decision.recommendationId);
      expect(storedPages).toEqual(Array.from({ length: pages }, (_, n) => recommendationIdAt(1000, n)));
      await ingest.items.resolve(sent.map((event) => event.itemId!));
      for (let user = 0; user < USERS; user++) {
        const userKey = userKeyFor(user);
        const expected = foldedBytes(
          sent.filter((event) => event.userKey === userKey),
          ingest.items.known,
        );
        expect((await ingest.states.memory.read(userKey))?.bytes).toEqual(expected);
      }
    },
  );
});

function randomEvent(n: number, random: () => number): ViewerEvent {
  const type = TYPES[Math.floor(random() * TYPES.length)]!;
  return anEvent({
    eventId: `event-${n}`,
    type,
    userKey: userKeyFor(Math.floor(random() * USERS)),
    itemId: `film-${Math.floor(random() * 20)}`,
    occurredAtMs: 1_780_000_000_000 + Math.floor(random() * 1000),
    portion: type === 'complete' ? 1 : null,
    value: type === 'rate' ? 0.5 : null,
  });
}
