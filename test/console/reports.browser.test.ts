import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { figureText, intervalText } from '../../src/console/reports/figures.ts';
import { dayText } from '../../src/console/reports/report-words.ts';
import { type Look, openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { shipHistory } from '../support/report-history.ts';
import { shipReportLog } from '../support/report-log.ts';
import { startTestService, type TestService } from '../support/service.ts';

const DAY_MS = 86_400_000;
/** A zone in which it is about noon, whenever this runs: today has hours that are over, and last week has the same. */
const ZONE = `Etc/GMT${signed(new Date().getUTCHours() - 12)}`;

let service: TestService;
let browser: TestBrowser;
let stores: Stores;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  stores = openStores(service.databaseUrl);
  // Nothing comes while the test looks: what it reads and what it asks for are of the same log.
  const untilMs = Date.now() - 60_000;
  await shipReportLog(stores, { seed: 7, pages: 1_500, fromMs: untilMs - 12 * DAY_MS, spanMs: 12 * DAY_MS, users: 60 });
  // As the database does by itself within a minute or so: without it, plans are made for an empty log.
  await stores.owner.query('ANALYZE');
}, 180_000);
afterAll(async () => {
  await stores?.pool.end();
  await service?.destroy();
  await browser?.close();
});
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

const open = (path: string, look: Look = {}): Promise<Page> =>
  browser.openConsole(service, path, { as: 'analyst', ...look });
const overview = (more = '') => `/reports/overview?tz=${encodeURIComponent(ZONE)}${more}`;

/** The number that a card of today shows. */
const shownOf = (page: Page, name: string) =>
  page
    .getByRole('article')
    .filter({ has: page.getByRole('link', { name, exact: true }) })
    .locator('[data-metric]');

/** Impressions of a day of the zone, so many days before today, and what came of them. */
async function logOf(daysBefore: number): Promise<{ served: number; viewed: number; clicked: number; users: number }> {
  const { rows } = await stores.pool.query(
    `SELECT count(*)::int AS served, count(viewed_at)::int AS viewed, count(clicked_at)::int AS clicked, count(DISTINCT user_key)::int AS users
     FROM v_impression_outcomes
     WHERE origin = 'app' AND (served_at AT TIME ZONE $1)::date = (now() AT TIME ZONE $1)::date - $2::int`,
    [ZONE, daysBefore],
  );
  return rows[0];
}

async function viewersOfToday(): Promise<number> {
  const { rows } = await stores.pool.query(
    `SELECT count(DISTINCT user_key)::int AS viewers FROM v_events
     WHERE type IN ('play', 'progress', 'complete') AND trigger <> 'preview' AND origin = 'app'
       AND (occurred_at AT TIME ZONE $1)::date = (now() AT TIME ZONE $1)::date`,
    [ZONE],
  );
  return rows[0].viewers;
}

describe('the overview', () => {
  test('numbers of today on the page are those that SQL finds in the log', async () => {
    const today = await logOf(0);
    expect(today.served).toBeGreaterThan(50);
    const page = await open(overview());
    await shownOf(page, 'Served').waitFor();
    expect(await shownOf(page, 'Served').textContent()).toBe(figureText(today.served, 'count'));
    expect(await shownOf(page, 'Click-through rate').textContent()).toBe(
      figureText(today.clicked / today.served, 'share'),
    );
    expect(await shownOf(page, 'Viewers').textContent()).toBe(figureText(await viewersOfToday(), 'count'));
  });

  test('a card draws its metric day by day; as a table it has the log’s numbers, and its CSV has the table’s', async () => {
    const page = await open(overview());
    await page.getByRole('link', { name: 'Click-through rate' }).click();
    await page.waitForURL(/metric=ctr/);
    await page.getByRole('button', { name: 'As a table' }).click();
    const table = page.getByRole('table', { name: 'Click-through rate, day by day' });
    const yesterday = table.getByRole('row').nth(-2);
    const { served, clicked } = await logOf(1);
    await yesterday
      .getByRole('cell', { name: figureText(clicked / served, 'share'), exact: true })
      .first()
      .waitFor();

    const shown = await Promise.all(
      (await table.getByRole('row').all()).map((row) => row.locator('th, td').allTextContents()),
    );
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV of Click-through rate, day by day' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('click-through-rate-day-by-day.csv');
    const [head, ...lines] = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(head!.slice(0, 2)).toEqual(['day', 'the_last_28_days']);
    expect(lines).toHaveLength(28);
    const asShown = lines.map(([, value, low, high, previous]) => {
      const number = (text: string | undefined) => (text ? Number(text) : null);
      const interval = low ? intervalText([Number(low), Number(high)], 'share', number(value)) : '–';
      return [figureText(number(value), 'share'), interval, figureText(number(previous), 'share')];
    });
    expect(asShown).toEqual(shown.slice(1).map((cells) => cells.slice(1, 4)));
    expect(asShown.flat().filter((text) => text !== '–').length).toBeGreaterThan(20);
  });

  test('its address holds the whole question: a colleague in another zone sees the same numbers', async () => {
    const page = await open('/reports/overview?metric=viewed', { timeZone: 'Asia/Tokyo' });
    // The zone of who asks stands in it, though they never chose one.
    await page.waitForURL((url) => url.searchParams.get('tz') === 'Asia/Tokyo');
    await page.getByRole('button', { name: 'As a table' }).click();
    const cells = (on: Page) =>
      on.getByRole('table', { name: 'Viewed, day by day' }).getByRole('cell').allTextContents();
    const { pathname, search } = new URL(page.url());
    const other = await open(pathname.replace('/console', '') + search, { timeZone: 'America/New_York' });
    await other.getByRole('button', { name: 'As a table' }).click();
    await other.getByRole('table', { name: 'Viewed, day by day' }).waitFor();
    expect(await other.getByRole('combobox', { name: 'Days by the clocks of' }).inputValue()).toBe('Asia/Tokyo');
    // Whole days alone: today goes on between the two.
    expect((await cells(other)).slice(0, -2)).toEqual((await cells(page)).slice(0, -2));
  });

  test('a day that is out of the ordinary is told in words, and marked where its metric is drawn', async () => {
    const days = { toMs: Date.now() - 60_000, days: 63, pagesADay: 25, users: 60 };
    await shipHistory(stores, {
      ...days,
      itemIds: ['film-0', 'film-1'],
      origin: 'simulate',
      dip: { daysBefore: 9, left: 0.2 },
    });
    const { rows } = await stores.pool.query(
      `SELECT $1::text AS day, count(*)::int AS served FROM v_impressions WHERE origin = 'simulate' AND (served_at AT TIME ZONE 'UTC')::date = $1::date GROUP BY 1`,
      [new Date(days.toMs - 9 * DAY_MS).toISOString().slice(0, 10)],
    );
    const [{ day, served }] = rows;
    const page = await open('/reports/overview?tz=UTC&origin=simulate&metric=served');
    const list = page.getByRole('region', { name: 'Out of the ordinary' });
    const told = list
      .getByRole('listitem')
      .filter({ hasText: dayText(day) })
      .first();
    await told.getByText(new RegExp(`${figureText(served, 'count')}, \\d+% below the`)).waitFor();
    await page.getByRole('button', { name: 'As a table' }).click();
    const marked = page.getByRole('row', { name: new RegExp(`^${dayText(day)} .*Out of the ordinary`) });
    await marked.getByRole('cell', { name: figureText(served, 'count'), exact: true }).waitFor();
  });

  test('whose pages are counted can be chosen, and what was not served is said', async () => {
    const page = await open(overview());
    await page.getByRole('combobox', { name: 'Viewers' }).click();
    await page.getByRole('option', { name: 'Imported viewers' }).click();
    await page.getByRole('heading', { name: 'Nothing was served in the last four weeks' }).waitFor();
    expect(new URL(page.url()).searchParams.get('origin')).toBe('import');
  });

  test('says what its numbers are, with SQL that returns them', async () => {
    const page = await open(overview());
    await page.getByRole('button', { name: /^What these numbers are/ }).click();
    await page.getByText('Of what was served, the share that was clicked.').last().waitFor();
    const sql = await page.getByRole('region', { name: 'SQL of funnel' }).textContent();
    const { rows } = await stores.pool.query(sql!);
    expect(figureText(Number(rows[0].served), 'count')).toBe(await shownOf(page, 'Served').textContent());
  });
});

test('who is an analyst and no editor comes to the reports first; who is an editor alone has none', async () => {
  const page = await open('/');
  await page.waitForURL(/\/console\/reports\/overview/);
  expect(await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents()).toEqual([
    'Reports',
    'Log',
  ]);
  const editor = await open('/', { as: 'editor' });
  await editor.waitForURL(/\/console\/preview/);
  expect(await editor.getByRole('link', { name: 'Reports' }).count()).toBe(0);
});

test.each(['light', 'dark'] as const)('the overview is accessible, %s, on a desk and on a phone', async (scheme) => {
  for (const width of [1280, 390]) {
    const page = await open(overview(), { scheme, width });
    await page.getByRole('button', { name: /^What these numbers are/ }).click();
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
    expect([width, await seriousFindings(page)]).toEqual([width, []]);
    await page.getByRole('button', { name: 'As a table' }).click();
    expect([width, await seriousFindings(page)]).toEqual([width, []]);
  }
});

/** Zones of Etc count the other way: what is 5 hours behind is Etc/GMT+5. */
function signed(hours: number): string {
  return hours < 0 ? `${hours}` : `+${hours}`;
}
