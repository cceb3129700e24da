import { createMarqueeClient } from '../../../clients/typescript/src/index.ts';
import type { ConsoleOf } from '../../support/browser.ts';

/** What an editor would have made by their second week: so that no picture shows an empty desk. */
export async function prepareDemo({ baseUrl, keyOf }: ConsoleOf): Promise<void> {
  const client = createMarqueeClient({ baseUrl, key: keyOf('editor') });
  const now = Date.now();
  const day = (days: number) => new Date(now + days * 86_400_000).toISOString();

  const { segment } = await client.createSegment({
    body: {
      segmentId: 'drama-regulars',
      name: 'Drama regulars',
      filter: 'plays >= 5 and likedGenre = Drama',
      note: 'for the awards season',
    },
  });
  await client.createCollection({
    body: {
      collectionId: 'award-season',
      title: 'Award season',
      itemIds: [
        'the-godfather-1972',
        'schindler-s-list-1993',
        'pulp-fiction-1994',
        'goodfellas-1990',
        'fight-club-1999',
        'forrest-gump-1994',
      ],
      place: 'top',
      minimum: 3,
      note: 'until the ceremony',
    },
  });
  await client.createRule({
    body: {
      ruleId: 'less-of-the-known',
      name: 'Less of what everybody saw',
      action: 'bury',
      filter: 'year < 1980',
      strength: 0.5,
      note: 'catalogue week',
    },
  });
  await client.createRule({
    body: {
      ruleId: 'comedies',
      name: 'More comedies on TV',
      action: 'boost',
      filter: 'genre = Comedy',
      strength: 1,
      audience: { surfaces: ['tv'] },
    },
  });
  const friday = { days: ['fri' as const], from: '18:00', until: '24:00' };
  const pins = [
    {
      itemId: 'the-godfather-1972',
      rowId: 'top-picks',
      position: 1,
      from: day(-3),
      until: day(11),
      campaign: 'classics',
      note: 'fifty years',
    },
    {
      itemId: 'finding-nemo-2003',
      rowId: 'top-picks',
      position: 0,
      from: day(-6),
      until: day(20),
      repeat: friday,
      timeZone: 'Europe/Berlin',
      note: 'family evening',
    },
    {
      itemId: 'pulp-fiction-1994',
      rowId: 'trending',
      position: 2,
      from: day(2),
      until: day(9),
      audience: { segmentIds: [segment.segmentId!] },
      campaign: 'classics',
      note: 'for who likes it',
    },
    { itemId: 'titanic-1997', rowId: 'popular', position: 0, from: day(-10), until: day(-1), note: 'valentine' },
    {
      itemId: 'gladiator-2000',
      rowId: 'trending',
      position: 2,
      from: day(4),
      until: day(6),
      priority: 5,
      audience: { regions: ['US'] },
      note: 'weekend',
    },
    {
      itemId: 'up-2009',
      rowId: 'new',
      position: 1,
      from: day(1),
      until: day(13),
      enabled: false,
      note: 'wait for artwork',
    },
  ];
  for (const body of pins) await client.createPin({ body });
}
