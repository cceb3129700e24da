import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { figureText } from '../../src/console/reports/figures.ts';
import { type Look, openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { anItem } from '../support/items.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { type PlantedPin, plantTabsLog } from '../support/tabs-log.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.now();
const day = (daysBefore: number): string => new Date(NOW_MS - daysBefore * DAY_MS).toISOString().slice(0, 10);
/** Whole days that are over: nothing is added to them while the test looks. */
const [FIRST, LAST] = [day(8), day(2)];
const WHEN = `from=${FIRST}&to=${LAST}&tz=UTC`;

let service: TestService;
let browser: TestBrowser;
let stores: Stores;
let pin: PlantedPin;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  stores = openStores(service.databaseUrl);
  // film-5 was never in the catalogue, and stands in the log all the same.
  for (const [at, title] of ['Zulu', 'Heat', 'Alien', 'Big', 'Platoon'].entries()) {
    const json = anItem(`film-${at}`, { title, genres: ['Drama'] });
    await service.call('PUT', `/v1/items/film-${at}`, { as: 'editor', json });
  }
  const json = {
    ...{ itemId: 'film-1', rowId: 'top-picks', position: 0, note: 'for the award' },
    ...{ from: new Date(NOW_MS - 20 * DAY_MS).toISOString(), until: new Date(NOW_MS + DAY_MS).toISOString() },
  };
  const made = await service.call('POST', '/v1/pins', { as: 'editor', json });
  pin = await plantTabsLog(stores, made.body.pin.pinId, NOW_MS);
}, 180_000);
afterAll(async () => {
  await stores?.pool.end();
  await service?.destroy();
  await browser?.close();
});
// Where many tests share few cores a page takes its time.
jest.setTimeout(300_000);

const open = (path: string, look: Look = {}): Promise<Page> =>
  browser.openConsole(service, `${path}${path.includes('?') ? '&' : '?'}${WHEN}`, { as: 'analyst', ...look });

/** What SQL counts of the time over the views. */
// biome-ignore lint/suspicious/noExplicitAny: rows of every shape.
async function counted(select: string, more = ''): Promise<any[]> {
  const { rows } = await stores.pool.query(
    `SELECT ${select} FROM v_impression_outcomes
     WHERE origin = 'app' AND (served_at AT TIME ZONE 'UTC')::date BETWEEN '${FIRST}' AND '${LAST}' ${more}`,
  );
  return rows;
}
const SUMS = 'count(*)::int AS served, count(viewed_at)::int AS viewed, count(clicked_at)::int AS clicked';

const tableRow = (page: Page, table: string, name: string | RegExp) =>
  page.getByRole('table', { name: table, exact: true }).getByRole('row', { name });
/** The number of a figure. */
const figure = (page: Page, label: string, name: string) =>
  page.getByLabel(label, { exact: true }).locator(`[data-metric="${name}"]`);

test('rows: the table has what SQL counts of each, and the chosen metric is drawn of them', async () => {
  const page = await open('/reports/rows');
  const sums = await counted(`row_id, ${SUMS}`, 'GROUP BY row_id ORDER BY served DESC');
  expect(sums.map(({ row_id }) => row_id).sort()).toEqual(['genre:drama', 'popular', 'top-picks']);
  const names: Readonly<Record<string, string>> = {
    'genre:drama': 'Genre: drama',
    popular: 'Popular',
    'top-picks': 'Top picks',
  };
  for (const { row_id, served, clicked } of sums) {
    const row = tableRow(page, 'Rows of pages', new RegExp(`^${names[row_id]} `));
    await row.getByRole('cell', { name: figureText(served, 'count'), exact: true }).waitFor();
    await row.getByText(figureText(clicked / served, 'share'), { exact: true }).waitFor();
  }
  await page.getByRole('combobox', { name: 'Metric drawn' }).click();
  await page.getByRole('option', { name: 'View rate' }).click();
  await page.waitForURL(/metric=view_rate/);
  const drawn = page.getByLabel('View rate of rows', { exact: true });
  const first = drawn.getByRole('definition').first();
  expect(await first.textContent()).toBe(figureText(sums[0].viewed / sums[0].served, 'share'));
});

test('rows: what is found and sorted is in the address and in the CSV', async () => {
  const page = await open('/reports/rows?sort=served&find=p');
  const names = page.getByRole('table', { name: 'Rows of pages' }).getByRole('rowheader');
  await names.first().waitFor();
  expect(await names.allTextContents()).toEqual(['Popular', 'Top picks']);
  const download = page.waitForEvent('download');
  await page.getByRole('region', { name: 'Rows of pages', exact: true }).getByRole('button', { name: 'CSV' }).click();
  const [head, ...lines] = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(head).toMatch(/^row_id,served,clicked,ctr,ctr_ci95_low/);
  expect(lines.map((line) => line.split(',')[0])).toEqual(['popular', 'top-picks']);
});

test('a row has an address: its figures, day by day and slot by slot, as SQL has them; a colleague sees the same', async () => {
  const list = await open('/reports/rows');
  await list.getByRole('table').getByRole('link', { name: 'Top picks' }).click();
  await list.waitForURL(/\/reports\/rows\/top-picks\?/);
  const { pathname, search } = new URL(list.url());
  const page = await browser.openConsole(service, pathname.replace('/console', '') + search, {
    as: 'analyst',
    timeZone: 'America/New_York',
  });
  const [whole] = await counted(SUMS, "AND row_id = 'top-picks'");
  for (const on of [list, page]) {
    await figure(on, 'In all of this time', 'served').waitFor();
    expect(await figure(on, 'In all of this time', 'served').textContent()).toBe(figureText(whole.served, 'count'));
    expect(await figure(on, 'In all of this time', 'ctr').textContent()).toBe(
      figureText(whole.clicked / whole.served, 'share'),
    );
  }
  const [aDay] = await counted(
    SUMS,
    `AND row_id = 'top-picks' AND (served_at AT TIME ZONE 'UTC')::date = date '${LAST}'`,
  );
  await page.getByRole('button', { name: 'As a table' }).click();
  const last = page.getByRole('table', { name: 'Click-through rate by day' }).getByRole('row').last();
  await last
    .getByRole('cell', { name: figureText(aDay.clicked / aDay.served, 'share'), exact: true })
    .first()
    .waitFor();
  const slots = await counted(`position, ${SUMS}`, "AND row_id = 'top-picks' GROUP BY position ORDER BY position");
  const drawn = page.getByLabel('Click-through rate by slot', { exact: true });
  for (const { position } of slots) await drawn.getByText(`Slot ${position + 1}`, { exact: true }).waitFor();
  await page.getByRole('link', { name: 'All rows' }).click();
  await page.waitForURL(/\/reports\/rows\?/);
  expect(new URL(page.url()).searchParams.get('from')).toBe(FIRST);
});

test('items: the most served first with their titles, one that was never in the catalogue by its id, in one call', async () => {
  const page = await open('/');
  const calls: string[] = [];
  page.on('request', (request) => request.url().includes('/v1/items') && calls.push(request.url()));
  await page.goto(`${service.baseUrl}/console/reports/items?${WHEN}`);
  const sums = await counted(`item_id, ${SUMS}`, 'GROUP BY item_id ORDER BY served DESC, item_id');
  const titles = ['Zulu', 'Heat', 'Alien', 'Big', 'Platoon', 'film-5'];
  const heads = page.getByRole('table', { name: 'Items', exact: true }).getByRole('rowheader');
  await heads.first().waitFor();
  await page.getByText('Not in the catalogue any more').waitFor();
  const shown = await heads.allTextContents();
  expect(shown.map((text) => titles.find((title) => text.startsWith(title)))).toEqual(
    sums.map(({ item_id }) => titles[Number(item_id.slice(5))]),
  );
  expect(calls).toHaveLength(1);
  const [first] = sums;
  const row = page.getByRole('table', { name: 'Items', exact: true }).getByRole('row').nth(1);
  await row.getByRole('cell', { name: figureText(first.served, 'count'), exact: true }).waitFor();
  await row.getByText(figureText(first.clicked / first.served, 'share'), { exact: true }).waitFor();
  const range = `from=${FIRST}T00:00:00Z&to=${day(1)}T00:00:00Z`;
  const { body } = await service.call('GET', `/v1/reports/corrected-ctr?by=item&${range}`, { as: 'analyst' });
  const corrected = body.rows.find((one: { item_id: string }) => one.item_id === first.item_id).corrected_ctr;
  await row.getByText(figureText(corrected, 'share'), { exact: true }).first().waitFor();
  await page.getByRole('searchbox', { name: 'Find an item' }).fill('ali');
  await page.getByRole('status').filter({ hasText: '1 of 6 rows' }).waitFor();
});

test('an item: its figures, the rows it stood in, and whether users tire of it', async () => {
  const page = await open('/reports/items/film-2');
  await page.getByRole('heading', { name: 'Alien' }).waitFor();
  const [whole] = await counted(SUMS, "AND item_id = 'film-2'");
  await figure(page, 'In all of this time', 'served').waitFor();
  expect(await figure(page, 'In all of this time', 'served').textContent()).toBe(figureText(whole.served, 'count'));
  const tired = page.getByRole('region', { name: 'When it is shown again' });
  await tired.getByRole('button', { name: 'As a table' }).first().click();
  const answer = await service.call(
    'GET',
    `/v1/reports/fatigue?only=film-2&from=${FIRST}T00:00:00Z&to=${day(1)}T00:00:00Z`,
    { as: 'analyst' },
  );
  const cells = tired.getByRole('table', { name: 'Clicks, by times shown' }).getByRole('row');
  for (const [at, { ctr }] of answer.body.rows.entries())
    await cells
      .nth(at + 1)
      .getByRole('cell', { name: figureText(ctr, 'share'), exact: true })
      .first()
      .waitFor();
  await page.getByRole('link', { name: 'Its impressions in the log' }).click();
  await page.waitForURL(/\/log\?itemId=film-2/);
});

test('a pin: what came of it beside what it cost, by audience, and what gave way with what it would have brought', async () => {
  const list = await open('/reports/pins');
  const [sums] = await counted(SUMS, `AND pin_id = '${pin.pinId}'`);
  const row = tableRow(list, 'Pins', /^Heat/);
  await row.getByRole('cell', { name: figureText(sums.served, 'count'), exact: true }).waitFor();
  await row.getByRole('link', { name: /Heat/ }).click();
  await list.waitForURL(`**/reports/pins/${pin.pinId}?**`);
  const came = list.getByLabel('What came of it', { exact: true }).last();
  await came.getByText(`${figureText(sums.served, 'count')} · 100%`).waitFor();
  const { body } = await service.call(
    'GET',
    `/v1/pins/${pin.pinId}/report?from=${FIRST}T00:00:00Z&to=${day(1)}T00:00:00Z`,
    { as: 'analyst' },
  );
  expect(body.served).toBe(sums.served);
  await list.getByText('Do not rely on this yet').waitFor();
  for (const reason of body.cost.reasons) await list.getByText(reason, { exact: true }).waitFor();
  const bySurface = list.getByLabel('Clicks by surface', { exact: true });
  for (const name of ['TV', 'Web']) await bySurface.getByText(new RegExp(`^${name} · `)).waitFor();
  const gaveWay = tableRow(list, 'Displaced items', /^Big/);
  const expected = figureText(body.displacedItems[0].expectedClicks, 'number');
  await gaveWay.getByRole('cell', { name: expected, exact: true }).waitFor();
  expect(await list.getByRole('link', { name: 'Edit the pin' }).count()).toBe(0);
  // Who may edit it comes to it from here.
  const admin = await open(`/reports/pins/${pin.pinId}`, { as: 'admin' });
  await admin.getByRole('link', { name: 'Edit the pin' }).click();
  await admin.getByRole('dialog', { name: 'Edit pin' }).waitFor();
});

test('quality: coverage, fill rate and rungs are those of the log, and each says what would be good', async () => {
  const page = await open('/reports/quality');
  const { rows } = await stores.pool.query(
    `SELECT count(*)::int AS pages, (count(*) FILTER (WHERE rung = 'R0'))::int AS r0, sum(least(slots, slots_asked))::float8 / sum(slots_asked) AS fill
     FROM v_pages WHERE origin = 'app' AND (served_at AT TIME ZONE 'UTC')::date BETWEEN '${FIRST}' AND '${LAST}'`,
  );
  const [{ pages, r0, fill }] = rows;
  await figure(page, 'Service', 'pages').waitFor();
  expect(await figure(page, 'Service', 'pages').textContent()).toBe(figureText(pages, 'count'));
  expect(await figure(page, 'Service', 'r0_share').textContent()).toBe(figureText(r0 / pages, 'share'));
  expect(await figure(page, 'Service', 'fill_rate').textContent()).toBe(figureText(fill, 'share'));
  await figure(page, 'Catalogue', 'coverage').waitFor();
  // All five titles were served, and film-5 is none.
  expect(await figure(page, 'Catalogue', 'coverage').textContent()).toBe('100%');
  await page
    .getByLabel('Freshness', { exact: true })
    .last()
    .getByText(/^Good: /)
    .first()
    .waitFor();
  for (const title of ['Rungs by day', 'Coverage by day', 'Share of new items by day'])
    await page.getByRole('figure', { name: title }).waitFor();
});

test('viewers: how many watch, of how many titles, and who comes back are those of the events; one is drawn by day', async () => {
  const page = await open('/reports/viewers?compare=week');
  const { rows } = await stores.pool.query(
    `WITH seen AS (
       SELECT DISTINCT user_key, item_id, (occurred_at AT TIME ZONE 'UTC')::date AS day FROM v_events
       WHERE origin = 'app' AND type IN ('play', 'progress', 'complete') AND trigger <> 'preview'
     ), asked AS (SELECT * FROM seen WHERE day BETWEEN '${FIRST}' AND '${LAST}'),
     before AS (SELECT DISTINCT user_key, day + 7 AS day FROM seen WHERE day + 7 BETWEEN '${FIRST}' AND '${LAST}')
     SELECT count(DISTINCT user_key)::int AS viewers, count(DISTINCT (user_key, item_id))::int AS titles,
       (SELECT count(DISTINCT user_key)::int FROM asked WHERE day = '${LAST}') AS last_day,
       (SELECT count(*)::int FROM before) AS before,
       (SELECT count(*)::int FROM before JOIN (SELECT DISTINCT user_key, day FROM asked) AS a USING (user_key, day)) AS returned
     FROM asked`,
  );
  const [{ viewers, titles, last_day, before, returned }] = rows;
  expect(before).toBeGreaterThan(0);
  const shown = (name: string) => figure(page, 'Who watches', name);
  await shown('viewers').waitFor();
  expect(await shown('viewers').textContent()).toBe(figureText(viewers, 'count'));
  expect(await shown('titles_per_viewer').textContent()).toBe(figureText(titles / viewers, 'number'));
  expect(await shown('day7_return').textContent()).toBe(figureText(returned / before, 'share'));
  // Nobody was there as long ago.
  expect(await shown('day28_return').textContent()).toBe('–');
  await page.getByText('Good: it holds or rises.').first().waitFor();
  await page.getByRole('figure', { name: 'Viewers by day' }).getByRole('button', { name: 'As a table' }).click();
  const last = page.getByRole('table', { name: 'Viewers by day' }).getByRole('row').last();
  await last
    .getByRole('cell', { name: figureText(last_day, 'count'), exact: true })
    .first()
    .waitFor();
  await page.getByRole('combobox', { name: 'Metric drawn' }).click();
  await page.getByRole('option', { name: 'Day-7 return' }).click();
  await page.waitForURL(/metric=day7_return/);
  await page.getByRole('figure', { name: 'Day-7 return by day' }).waitFor();
});

test.each(['light', 'dark'] as const)('all of them are accessible, %s, on a desk and on a phone', async (scheme) => {
  const views = [
    { path: '/reports/rows?compare=week', ready: 'Rows of pages' },
    { path: '/reports/rows/top-picks', ready: 'Click-through rate by slot' },
    { path: '/reports/items', ready: 'Items' },
    { path: '/reports/items/film-2', ready: 'Clicks, by times shown' },
    { path: '/reports/pins', ready: 'Pins' },
    { path: `/reports/pins/${pin.pinId}`, ready: 'Displaced items' },
    { path: '/reports/viewers?compare=week', ready: 'Viewers by day' },
    { path: '/reports/quality', ready: 'Rungs by day' },
  ];
  for (const width of [1280, 390]) {
    const page = await open('/reports/rows', { scheme, width });
    for (const { path, ready } of views) {
      await page.goto(`${service.baseUrl}/console${path}${path.includes('?') ? '&' : '?'}${WHEN}`);
      await page.getByLabel(ready, { exact: true }).first().waitFor({ state: 'attached', timeout: 60_000 });
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
      expect([path, width, await seriousFindings(page)]).toEqual([path, width, []]);
      if (process.env.LOOK)
        await page.screenshot({
          path: `${process.env.LOOK}/${path.replaceAll(/\W+/g, '-').slice(1, 30)}-${scheme}-${width}.png`,
          fullPage: true,
        });
    }
  }
});
