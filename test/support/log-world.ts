import { RUNGS } from '../../src/domain/page.ts';
import { openBrowser } from './browser.ts';
import { allImpressions, aVariedPage, bruteForce, dice } from './impressions.ts';
import { anItem } from './items.ts';
import { aDecision, anEvent, recommendationIdAt, userKeyFor } from './log-fixtures.ts';
import { openStores } from './postgres-stores.ts';
import { eventually, startTestService } from './service.ts';

export type LogWorld = Awaited<ReturnType<typeof openLogWorld>>;

/** What a spreadsheet would run, if it were let. */
export const FORMULA_TITLE = '=SUM(A1) in the dark';
const TITLES = ['Zero Hour', 'One Night', FORMULA_TITLE, 'Three Sisters', 'Four Corners', 'Five Gates'];
const MINUTE_MS = 60_000;
const PAGES = 45;

/**
 * A service with a browser, and a log planted behind it: pages that differ in everything that can be asked for, the newest ten minutes
 * ago, and among them PAGE: three rows, a pin, a slot of chance, what came of them, and pages before and after it.
 */
export async function openLogWorld() {
  const [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  const stores = openStores(service.databaseUrl);
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const items = TITLES.map((title, n) => anItem(`film-${n}`, { title, genres: ['Drama'] }));
  for (const item of items) await service.call('PUT', `/v1/items/${item.itemId}`, { as: 'editor', json: item });
  const pin = { itemId: 'film-1', rowId: 'top-picks', position: 0, from: iso(nowMs), until: iso(nowMs + 86_400_000) };
  const pinId = (await service.call('POST', '/v1/pins', { as: 'editor', json: pin })).body.pin.pinId as string;
  const numbers = Array.from(await stores.itemNumbers.resolve(items.map(({ itemId }) => itemId)));

  const roll = dice(20_261_121);
  const varied = Array.from({ length: PAGES }, (_, n) =>
    aVariedPage(n, nowMs - 10 * MINUTE_MS - n * 97_531, numbers, roll),
  );
  const page = plantedPage(nowMs - 5 * 60 * MINUTE_MS, numbers, pinId);
  const around = { userKey: page.userKey, rankerVersion: 'v7', rowIds: ['top-picks'] };
  const before = aDecision([numbers[4]!], { ...around, ...at(page.servedAtMs - 2 * MINUTE_MS, 1) });
  const after = aDecision([numbers[5]!], { ...around, ...at(page.servedAtMs + MINUTE_MS, 3) });
  Object.assign(page, { parentId: before.recommendationId });
  Object.assign(after, { parentId: page.recommendationId });
  let position = 0;
  const ship = (
    decisions: Parameters<typeof stores.log.ship>[0]['decisions'],
    events = [] as ReturnType<typeof anEvent>[],
  ) =>
    stores.log.ship({
      journalId: 'planted',
      fromPosition: position,
      toPosition: ++position,
      decisions,
      events,
      userChanges: [],
    });
  await ship([...varied, before, page, after], [...eventsOf(page), ...varied.flatMap(someEvents)]);

  const all = () => allImpressions(stores.pool);
  // What came of them is joined by the service, once a second.
  await eventually(all, (rows) => rows.some(({ completed }) => completed), 5_000);

  return {
    service,
    browser,
    pinId,
    page,
    before,
    after,
    /** What SQL says of v_impressions that are as asked, newest first. */
    async inSql(filter: Parameters<typeof bruteForce>[1]['filter'] = {}) {
      return bruteForce(await all(), { filter: { origin: 'app', ...filter }, fromMs: 0, untilMs: nowMs + 86_400_000 });
    },
    /** A page that is served after all others. */
    async shipLater() {
      await ship([aDecision([numbers[0]!], at(Date.now() - 1_000, 99))]);
    },
    /** As an analyst; it waits as long as a busy machine takes. */
    async open(path: string, look = {}) {
      const page = await browser.openConsole(service, path, { as: 'analyst', ...look });
      page.setDefaultTimeout(60_000);
      return page;
    },
    async close() {
      await stores.pool.end();
      await service.destroy();
      await browser.close();
    },
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const at = (servedAtMs: number, n: number) => ({ servedAtMs, recommendationId: recommendationIdAt(servedAtMs, n) });

/** Two rows of three slots: a pin that pushed film-3 out stands in the first, chance filled the second. */
function plantedPage(servedAtMs: number, numbers: readonly number[], pinId: string) {
  const page = aDecision(
    [1, 0, 2, 5, 3, 4].map((n) => numbers[n]!),
    {
      ...at(servedAtMs, 2),
      userKey: `c0ffee${userKeyFor(7).slice(6)}`,
      rung: RUNGS[0],
      rowIds: ['top-picks', 'because-you-watched:film-0'],
      withheld: [{ pinId, reason: 'watched' }],
    },
  );
  page.slots.rowIndex.set([0, 0, 0, 1, 1, 1]);
  page.slots.position.set([0, 1, 2, 0, 1, 2]);
  page.slots.pinNo[0] = 1;
  page.slots.displacedItemNo[0] = numbers[3]!;
  page.slots.explored[1] = 1;
  page.slots.propensity[1] = 0.125;
  return page;
}

/** All of the first row was seen; its second slot was clicked, played and finished. */
function eventsOf({ recommendationId, servedAtMs, userKey }: ReturnType<typeof plantedPage>) {
  const of = (slot: string) => `${recommendationId}.${slot}`;
  const common = { userKey, itemId: 'film-0', impressionIds: [of('0.1')] };
  return [
    anEvent({
      ...{ eventId: 'seen', type: 'viewed', userKey, itemId: null, occurredAtMs: servedAtMs + 1_000 },
      impressionIds: ['0.0', '0.1', '0.2'].map(of),
    }),
    anEvent({ ...common, eventId: 'clicked', type: 'click', occurredAtMs: servedAtMs + 4_000 }),
    anEvent({ ...common, eventId: 'played', type: 'play', occurredAtMs: servedAtMs + 6_000 }),
    anEvent({ ...common, eventId: 'half', type: 'progress', portion: 0.5, occurredAtMs: servedAtMs + 30 * MINUTE_MS }),
    anEvent({ ...common, eventId: 'done', type: 'complete', portion: 1, occurredAtMs: servedAtMs + 65 * MINUTE_MS }),
  ];
}

/** Of every third page the first slot was seen, of every sixth clicked. */
function someEvents({ recommendationId, servedAtMs, userKey, origin }: ReturnType<typeof aVariedPage>, n: number) {
  const impressionIds = [`${recommendationId}.0.0`];
  const common = { userKey, itemId: null, impressionIds, origin };
  const seen = anEvent({ ...common, eventId: `seen ${n}`, type: 'viewed', occurredAtMs: servedAtMs + 900 });
  const click = anEvent({ ...common, eventId: `click ${n}`, type: 'click', occurredAtMs: servedAtMs + 5_000 });
  return n % 6 === 0 ? [seen, click] : n % 3 === 0 ? [seen] : [];
}
