import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { rowName } from '../../src/console/pins/row-options.ts';
import { seriousFindings } from '../support/browser.ts';
import { FORMULA_TITLE, type LogWorld, openLogWorld } from '../support/log-world.ts';

let world: LogWorld;
beforeAll(async () => {
  world = await openLogWorld();
}, 180_000);
afterAll(() => world?.close(), 60_000);
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

const grid = (page: Page) => page.getByRole('grid', { name: 'Impressions' });
const links = (page: Page) => page.getByRole('link', { name: /see the whole page/ });
const look = (page: Page, name: string) =>
  process.env.LOOK ? page.screenshot({ path: `${process.env.LOOK}/log-${name}.png`, fullPage: true }) : null;

/** The slots that are listed, as impressions are named. */
async function listed(page: Page): Promise<readonly string[]> {
  const hrefs = await links(page).evaluateAll((found) =>
    found.map((link) => (link as unknown as { getAttribute(name: string): string }).getAttribute('href')),
  );
  return hrefs.map((href) => /decisions\/([0-9a-f-]+)\?slot=(\d+\.\d+)$/.exec(href)!.slice(1).join('.'));
}

/** Everything that is as asked, to its end. */
async function listedToTheEnd(page: Page): Promise<readonly string[]> {
  const whole = page.getByText('That is all of this time.');
  const older = page.getByRole('button', { name: 'Older' });
  for (;;) {
    await whole.or(older).waitFor();
    if (await whole.isVisible()) return listed(page);
    const count = await links(page).count();
    await older.click();
    await links(page).nth(count).waitFor();
  }
}

describe('the explorer', () => {
  test('has every impression of the view once, the newest first, down to the end; and says how many', async () => {
    const rows = await world.inSql();
    expect(rows.length).toBeGreaterThan(110);
    const page = await world.open('/log');
    await page.getByText('The newest 50').waitFor();
    expect(await listedToTheEnd(page)).toEqual(rows.map(({ impression_id }) => impression_id));
    await page.getByText(`${rows.length} impressions, all there are`).waitFor();
  });

  test('a row says what SQL says of its impression', async () => {
    const { page: planted } = world;
    const [row] = await world.inSql({ userKey: planted.userKey, itemId: 'film-0' });
    expect(row).toMatchObject({ position: 1, row_id: 'top-picks', explored: true, completed: true });
    const page = await world.open(`/log?userKey=${planted.userKey}&itemId=film-0`);
    const shown = grid(page).getByRole('row').filter({ hasText: 'Zero Hour' });
    const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'medium' });
    await shown.getByRole('link', { name: `${time.format(row!.served_at)}, see the whole page` }).waitFor();
    for (const words of [
      ...['Item Zero Hour', 'Row Top picks', 'Slot 2', 'Chance', 'Source Retrieval', 'Viewer c0ffee00'],
      ...['Surface TV', 'Region SE', 'Rung R0', 'Model v7', 'Arm layout:a'],
    ]) {
      await shown.getByRole('button', { name: `Only ${words}`, exact: true }).waitFor();
    }
    await shown.getByText('Completed').waitFor();
    await page.getByText('1 impression, all there are').waitFor();
  });

  test('a cell, chosen, narrows it to what is like it, as SQL does; back is back', async () => {
    const page = await world.open('/log');
    await grid(page).getByRole('button', { name: 'Only Row Genre: drama' }).first().click();
    await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Row: Genre: drama' }).waitFor();
    const rows = await world.inSql({ rowId: 'genre:drama' });
    expect(await listedToTheEnd(page)).toEqual(rows.map(({ impression_id }) => impression_id));
    expect(new URL(page.url()).searchParams.get('rowId')).toBe('genre:drama');
    await page.getByRole('button', { name: 'Without the filter Row' }).click();
    await page.getByText('The newest 50').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Row: Genre: drama' }).waitFor();
  });

  test('by keys: one stop a row, arrows from cell to cell, Enter narrows; Enter again takes it back', async () => {
    const page = await world.open('/log');
    await links(page).first().focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const { position } = (await world.inSql())[1]!;
    const slot = page.getByRole('button', { name: `Slot: ${position + 1}` });
    await page.keyboard.press('Enter');
    await slot.waitFor();
    const found = await world.inSql({ position });
    expect(await listedToTheEnd(page)).toEqual(found.map(({ impression_id }) => impression_id));
    // Whoever is among the cells stays there, on one that says the same.
    const first = grid(page)
      .getByRole('button', { name: `Only Slot ${position + 1}`, exact: true })
      .first();
    await first.focus();
    await page.keyboard.press('Enter');
    await slot.waitFor({ state: 'detached' });
    await page.getByText('The newest 50').waitFor();
    const focused = page.locator('[role=grid] button:focus');
    await focused.waitFor();
    expect(await focused.textContent()).toMatch(/^Only Slot \d+$/);
  });

  test('where one file does not hold all, the next part is offered, and goes on where the first ended', async () => {
    const page = await world.open('/log?pinned=true');
    await links(page).first().waitFor();
    const asked: URLSearchParams[] = [];
    await page.route('**/v1/impressions?*format=csv*', (route) => {
      asked.push(new URL(route.request().url()).searchParams);
      const left = { 'marquee-next-cursor': 'the-cursor', 'marquee-scanned-to': '2026-11-20T11:22:33.000Z' };
      return route.fulfill({ body: 'impression_id\n', headers: asked.length === 1 ? left : {} });
    });
    await page.getByRole('button', { name: 'Take away' }).click();
    await page.getByRole('menuitem', { name: 'All as CSV' }).click();
    await page.getByText('impressions.csv has the newest, down to Fri, 20 Nov 2026, 12:22:33.').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Take the next part' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('impressions-2.csv');
    const said = asked.map((query) => ['pinned', 'origin', 'outcomes', 'cursor'].map((name) => query.get(name)));
    expect(said).toEqual([
      ['true', 'app', 'true', null],
      ['true', 'app', 'true', 'the-cursor'],
    ]);
    expect(asked.map((query) => query.has('from') && query.has('to'))).toEqual([true, false]);
  });

  test('filters are added from the list: by words of a title, by what there is, by what is typed and understood', async () => {
    const page = await world.open('/log');
    const filters = page.getByRole('group', { name: 'Filters' });
    const add = async (name: string) => {
      await filters.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('menuitem', { name, exact: true }).click();
    };
    await add('Item');
    await page.getByRole('searchbox', { name: 'Find an item' }).fill('one night');
    await page.getByRole('list', { name: 'Found' }).getByRole('button', { name: 'One Night' }).click();
    await filters.getByRole('button', { name: 'Item: One Night' }).waitFor();
    await add('Rung');
    await page.getByRole('button', { name: /^R1/ }).click();
    await filters.getByRole('button', { name: 'Rung: R1' }).waitFor();
    await add('Viewer');
    await page.getByRole('textbox', { name: 'Viewer' }).fill('somebody');
    await page.keyboard.press('Enter');
    await page.getByText('A key has 32 digits').waitFor();
    await page.keyboard.press('Escape');
    const rows = await world.inSql({ itemId: 'film-1', rung: 'R1' });
    expect(rows.length).toBeGreaterThan(0);
    await page.getByText(new RegExp(`^${rows.length} impressions?, all there are`)).waitFor();
    expect(await listed(page)).toEqual(rows.map(({ impression_id }) => impression_id));
  });

  test('a link that was copied opens exactly the same, also when more was served since', async () => {
    const page = await world.open('/log?pinned=true');
    const rows = await listedToTheEnd(page);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Take away' }).click();
    await page.getByRole('menuitem', { name: 'Copy the link' }).click();
    await page.getByText('The link is copied.').waitFor();
    const url = new URL((await page.evaluate('navigator.clipboard.readText()')) as string);
    await world.shipLater();
    const sent = await world.open(url.pathname.replace('/console', '') + url.search);
    expect(await listedToTheEnd(sent)).toEqual(rows);
    await sent.getByRole('button', { name: 'Pinned: Yes' }).waitFor();
    // Its time is an exact one, by the clocks of whoever looks.
    await sent.getByLabel('Served from').waitFor();
  });

  test('the curl command that is copied is answered with the same', async () => {
    const page = await world.open('/log?rowId=top-picks&rung=R0');
    const rows = await listedToTheEnd(page);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Take away' }).click();
    await page.getByRole('menuitem', { name: 'Copy as curl' }).click();
    await page.getByText('The curl command is copied.').waitFor();
    const line = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(line).not.toContain(world.service.keyOf('analyst'));
    const url = new URL(/'([^']+)'$/.exec(line)![1]!);
    const { body } = await world.service.call('GET', `${url.pathname}${url.search}&limit=500`, { as: 'analyst' });
    expect(body.items.map((row: { impression_id: string }) => row.impression_id)).toEqual(rows);
  });

  test('what is on screen goes as CSV with titles that no spreadsheet runs; all of it as a file of the API', async () => {
    const page = await world.open('/log?itemId=film-2');
    const rows = await listedToTheEnd(page);
    await grid(page).getByText(FORMULA_TITLE).first().waitFor();
    const take = async (name: string) => {
      await page.getByRole('button', { name: 'Take away' }).click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()]);
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
    };
    const screen = await take(`The ${rows.length} on screen as CSV`);
    const shown = parse(screen.text, { columns: true }) as Record<string, string>[];
    expect(screen.name).toBe('impressions-on-screen.csv');
    expect(shown.map(({ impression_id }) => impression_id)).toEqual(rows);
    expect(new Set(shown.map(({ title }) => title))).toEqual(new Set([`'${FORMULA_TITLE}`]));
    const whole = await take('All as NDJSON');
    expect(whole.name).toBe('impressions.ndjson');
    const lines = whole.text.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { impression_id: string }).impression_id)).toEqual(rows);
  });

  test('where a scan stopped it says down to when all was looked at, and goes on with one button', async () => {
    const page = await world.open('/log?rung=R5');
    const asked: URLSearchParams[] = [];
    const common = { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z', items: [] };
    const answers = [
      { ...common, nextCursor: 'the-cursor', complete: false, scannedTo: '2026-11-20T11:22:33.000Z' },
      { ...common, nextCursor: null, complete: true, scannedTo: common.from },
    ];
    await page.route('**/v1/impressions?*', (route) => {
      asked.push(new URL(route.request().url()).searchParams);
      return route.fulfill({ json: answers[asked.length - 1] });
    });
    await page.reload();
    await page.getByText('Not all of it is looked at yet').waitFor();
    await page.getByText('Fri, 20 Nov 2026, 12:22:33').waitFor();
    await page.getByText('None found yet').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go on looking' }).click();
    await page.getByRole('heading', { name: 'Nothing like this was shown' }).waitFor();
    expect(asked.map((query) => [query.get('cursor'), query.has('from'), query.get('rung')])).toEqual([
      [null, true, 'R5'],
      ['the-cursor', false, 'R5'],
    ]);
  });

  test('where nothing is like it, it says so and what to do; what the service refuses is said in its words', async () => {
    const page = await world.open('/log?model=v99&last=30d');
    await page.getByRole('heading', { name: 'Nothing like this was shown' }).waitFor();
    await page.getByRole('button', { name: 'Without the filters' }).click();
    await links(page).first().waitFor();
    const refused = await world.open(`/log?rowId=${encodeURIComponent('a row with spaces')}`);
    await refused
      .getByRole('alert')
      .getByText(/query\.rowId/)
      .waitFor();
  });

  test('an editor who is no analyst has no log', async () => {
    const page = await world.open('/pins', { as: 'editor' });
    await page.getByRole('heading', { name: 'Pins' }).waitFor();
    expect(await page.getByRole('link', { name: 'Log', exact: true }).count()).toBe(0);
  });
});

describe('a page of the log', () => {
  const open = (query = '', options = {}) =>
    world.open(`/log/decisions/${world.page.recommendationId}${query}`, options);

  test('has the rows and slots that were served, in their order, as SQL has them', async () => {
    const page = await open();
    const cards = page.getByRole('region', { name: 'The page as it was served' }).getByRole('button');
    await cards.first().waitFor();
    const rows = await world.inSql({ userKey: world.page.userKey });
    const served = rows.filter(({ recommendation_id }) => recommendation_id === world.page.recommendationId);
    const { body } = await world.service.call('GET', '/v1/items?limit=100', { as: 'analyst' });
    const titles = new Map(body.items.map((item: { itemId: string; title: string }) => [item.itemId, item.title]));
    const said = await cards.allTextContents();
    expect(served).toHaveLength(6);
    expect(said).toHaveLength(6);
    served.forEach((row, at) => {
      const words = `${titles.get(row.item_id)}, slot ${row.position + 1} of ${rowName(row.row_id)}`;
      expect(said[at]?.slice(0, words.length)).toBe(words);
    });
    // A row that grew from a title is named by it.
    await page.getByRole('heading', { name: 'Because you watched: Zero Hour' }).waitFor();
  });

  test('a slot says why, and what came of it; its address opens it again', async () => {
    const page = await open();
    await page.getByRole('button', { name: /^One Night, slot 1 of Top picks, pinned/ }).click();
    const why = page.getByRole('region', { name: 'Why this item' });
    await why.getByText('An editor’s pin put it here. Three Sisters gave way.').waitFor();
    await why.getByText(world.pinId).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await why.getByText('Chance put it here, to learn about it.').waitFor();
    await why.getByText('Its chance to stand here was 13%, given all that was chosen before it.').waitFor();
    const came = why.getByRole('region', { name: 'What came of it' });
    await came.getByText('Completed').waitFor();
    await came.getByText('4.0 s later').waitFor();
    expect(new URL(page.url()).search).toBe('?slot=0.1');
    const sent = await open('?slot=0.1');
    await sent.getByRole('region', { name: 'Why this item' }).getByText('Chance put it here').waitFor();
  });

  test('what happened after is told in its order, and leads to its slot', async () => {
    const page = await open();
    const after = page.getByRole('region', { name: 'What happened after' });
    await after.getByText('Saw 3 slots').waitFor();
    const lines = await after.getByRole('button').allTextContents();
    expect(lines.map((line) => line.split('Zero Hour')[0]!.trim())).toEqual([
      'Clicked',
      'Played',
      'Watched to 50% of',
      'Finished',
    ]);
    await after.getByRole('button', { name: /^Clicked Zero Hour/ }).click();
    await page.getByRole('region', { name: 'Why this item' }).getByRole('heading', { name: 'Zero Hour' }).waitFor();
  });

  test('what was withheld is told, the pages before and after are one click away, and so is the way back', async () => {
    const page = await world.open(`/log?userKey=${world.page.userKey}`);
    await links(page).first().waitFor();
    await page.goto(page.url().replace('/log?', `/log/decisions/${world.page.recommendationId}?`));
    const withheld = page.getByRole('region', { name: 'Withheld pins' });
    await withheld.getByText(`Pin ${world.pinId}: this viewer has watched it`).waitFor();
    const chain = page.getByRole('region', { name: 'Pages before and after' });
    expect(await chain.getByRole('link', { name: /^Home of/ }).count()).toBe(2);
    await chain.getByText('It goes on:').waitFor();
    await chain
      .getByRole('link', { name: /^Home of/ })
      .last()
      .click();
    await page.waitForURL(`**/decisions/${world.after.recommendationId}`);
    await page.getByRole('button', { name: 'Five Gates, slot 1 of Top picks' }).waitFor();
    await page.getByRole('link', { name: 'Log', exact: true }).last().click();
    await grid(page).waitFor();
  });

  test('scored again it says whether that can be, in the words of the service', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Score it again' }).click();
    const { body } = await world.service.call('GET', `/v1/decisions/${world.page.recommendationId}?rescore=true`, {
      as: 'analyst',
    });
    expect(body.rescored.reason).toContain('v7');
    await page.getByText(body.rescored.reason).waitFor();
    expect(new URL(page.url()).searchParams.has('again')).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('one that the log does not have is said to be on its way, or gone', async () => {
    const page = await world.open('/log/decisions/01950000-0000-7000-8000-00000000000a');
    await page
      .getByRole('alert')
      .getByText(/is still on its way to the log/)
      .waitFor();
  });
});

test.each(['light', 'dark'] as const)('it is accessible, %s, on a desk and on a phone', async (scheme) => {
  for (const width of [1280, 390]) {
    const page = await world.open('/log?itemId=film-0', { scheme, width });
    await links(page).first().waitFor();
    await page.getByText('Zero Hour').first().waitFor();
    await look(page, `explorer-${scheme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take away' }).click();
    await page.getByRole('menuitem', { name: 'Copy as curl' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('Exact', { exact: true }).click();
    await page.getByLabel('Served from').waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Source' }).click();
    await page.getByRole('group', { name: 'Source' }).getByRole('button', { name: 'Popular', exact: true }).waitFor();
    await look(page, `filter-${scheme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(`${world.service.baseUrl}/console/log/decisions/${world.page.recommendationId}?slot=0.1`);
    await page.getByText('Chance put it here').waitFor();
    await page.getByText('Saw 3 slots').waitFor();
    await look(page, `decision-${scheme}-${width}`);
    expect(await seriousFindings(page)).toEqual([]);
  }
});
