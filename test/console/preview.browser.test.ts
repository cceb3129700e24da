import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { onDay, wallOf, weekdayOf } from '../../src/console/parts/moment.ts';
import { openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { anItem } from '../support/items.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';

const BERLIN = 'Europe/Berlin';
/** A Saturday to come, at noon: what is pinned "this weekend" is on. */
const SATURDAY = saturdayNoon(Date.now());
const HOME = '/v1/users/u1/home?surface=tv&region=US&include=title';
const FILM = 'The Long Way Home';

let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  const startedMs = performance.now();
  const clock = {
    nowMs: () => Date.parse(SATURDAY) + performance.now() - startedMs,
    monotonicMs: () => performance.now(),
  };
  [service, browser] = await Promise.all([startTestService({ clock }), openBrowser()]);
  await fill();
}, 180_000);
afterAll(async () => {
  await service?.destroy();
  await browser?.close();
});
beforeEach(withdrawAll);

describe('the proof of the issue', () => {
  test('an editor finds a film, previews a user, drags it into row 2 slot 1 for US and TV this weekend, sees the difference, publishes; the app shows it, the audit lists it, undo removes it', async () => {
    const page = await open('/preview');
    await page.getByText('A viewer', { exact: true }).click();
    await page.getByLabel('User id').fill('u1');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Region' }).fill('United States');
    await page.getByRole('option', { name: 'United States (US)' }).click();
    await page.waitForURL(/user=u1.*region=US/);

    await page.keyboard.press('Escape');
    await page.getByRole('searchbox', { name: 'Find an item' }).fill('long way');
    const { rowId, rowTitle } = await rowOf(2, { userId: 'u1' });
    await dragTo(
      page,
      page.getByRole('list', { name: 'Found' }).getByRole('button', { name: FILM }),
      slot(page, 1, rowTitle),
    );

    const form = page.getByRole('dialog', { name: 'Draft of a pin' });
    expect(await form.getByLabel('Slot').inputValue()).toBe('1');
    await form.getByText('US · TV').waitFor();
    const wall = wallOf(SATURDAY, BERLIN);
    expect(await form.getByLabel('From').inputValue()).toBe(wall);
    expect(await form.getByLabel('Until').inputValue()).toBe(onDay(wall, 2, '00:00'));
    await form.getByRole('button', { name: 'Keep as draft' }).click();

    await page.getByRole('status', { name: 'Difference' }).getByText(`${FILM} comes to slot 1`).waitFor();
    await page.getByRole('button', { name: `${FILM}, slot 1 of ${rowTitle}, pinned by a draft, new here` }).waitFor();
    await page.getByText('Side by side').click();
    const without = page.getByRole('region', { name: 'Page without drafts' });
    await without.getByRole('region', { name: `Row 2: ${rowTitle}` }).waitFor();
    expect(await without.getByRole('button', { name: `${FILM}, slot 1 of ${rowTitle}` }).count()).toBe(0);
    expect(await shownInApp(rowId)).not.toBe(FILM);

    await page.getByRole('button', { name: 'Publish the draft' }).click();
    await page.getByText(`Published: ${FILM}`).waitFor();
    await eventually(
      () => shownInApp(rowId),
      (title) => title === FILM,
      1_000,
    );
    const { body } = await service.call('GET', '/v1/audit?action=pin.create&limit=1', { as: 'editor' });
    expect(body.items[0]).toMatchObject({
      actor: { name: 'editor' },
      after: { itemId: 'long-way', rowId, position: 0, audience: { regions: ['US'], surfaces: ['tv'] } },
    });
    const audit = await open('/audit');
    const change = audit.getByRole('article').filter({ hasText: 'editor made the pin' }).first();
    await change.getByText(body.items[0].object.slice('pin:'.length)).waitFor();
    await slot(page, 1, rowTitle)
      .and(page.getByRole('button', { name: /, pinned$/ }))
      .first()
      .waitFor();

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(`Published: ${FILM}`).waitFor({ state: 'detached' });
    await eventually(
      () => shownInApp(rowId),
      (title) => title !== FILM,
      1_000,
    );
    expect(await pins()).toEqual([]);
    await audit.reload();
    await change.getByText(/^undone by/).waitFor();
  });

  test('keys alone do the same, each step said aloud', async () => {
    const page = await open('/preview?region=US');
    const { rowTitle } = await rowOf(2);
    await slot(page, 1, rowTitle).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('long way');
    await page.getByRole('list', { name: 'Found' }).getByRole('button', { name: FILM }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText(`Carrying ${FILM}.`).waitFor({ state: 'attached' });
    await nextTask(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.getByText(`${FILM}: slot 2 of ${rowTitle}.`).waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowLeft');
    await page.getByText(`${FILM}: slot 1 of ${rowTitle}.`).waitFor({ state: 'attached' });
    await page.keyboard.press('Space');
    const form = page.getByRole('dialog', { name: 'Draft of a pin' });
    await form.getByRole('button', { name: 'Keep as draft' }).focus();
    await page.keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: `${FILM}, slot 1 of ${rowTitle}, pinned by a draft, new here` }).waitFor();
    await page.getByRole('button', { name: 'Publish the draft' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(`Published: ${FILM}`).waitFor();
    expect(await pins()).toMatchObject([{ itemId: 'long-way', position: 0 }]);
  });

  test('on a phone by a long touch: what is found is carried from the sheet, which makes way', async () => {
    const page = await open('/preview?region=US', { width: 390, height: 844 });
    const { rowTitle } = await rowOf(1);
    await page.getByRole('button', { name: 'Search and drafts' }).tap();
    await page.getByRole('searchbox', { name: 'Find an item' }).fill('long way');
    const found = page.getByRole('list', { name: 'Found' }).getByRole('button', { name: FILM });
    await found.waitFor();
    const touches = await page.context().newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', on?: ReturnType<typeof slot>) => {
      const box = await on?.boundingBox();
      const touchPoints = box ? [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }] : [];
      await touches.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    await touch('touchStart', found);
    // Over what the finger is on, now that the sheet has made way.
    await page.locator('[id^=DndLiveRegion]').filter({ hasText: FILM }).waitFor({ state: 'attached' });
    await touch('touchMove', slot(page, 2, rowTitle));
    await page.getByText(`${FILM}: slot 2 of ${rowTitle}.`).waitFor({ state: 'attached' });
    await touch('touchEnd');
    const form = page.getByRole('dialog', { name: 'Draft of a pin' });
    expect(await form.getByLabel('Slot').inputValue()).toBe('2');
  });

  test('Escape puts back what is carried', async () => {
    const page = await open('/preview?region=US');
    const { rowTitle } = await rowOf(1);
    await slot(page, 1, rowTitle).focus();
    await page.keyboard.press('Space');
    await page.getByText(/^Carrying /).waitFor({ state: 'attached' });
    await nextTask(page);
    await page.keyboard.press('ArrowRight');
    await page.getByText(`: slot 2 of ${rowTitle}.`).waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await page.getByText(/ is back\.$/).waitFor({ state: 'attached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Publish/ }).count()).toBe(0);
  });
});

test('two editors: the second is told what the first left, and may take that or keep their own', async () => {
  const { rowId, rowTitle } = await rowOf(1);
  const pin = await makePin({ rowId, position: 0, note: 'as it was' });
  const page = await open('/preview?region=US');
  await page.getByRole('button', { name: `${FILM}, slot 1 of ${rowTitle}, pinned` }).click();
  await page.getByRole('button', { name: 'See the page without it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep as draft' }).click();
  await page.getByText('The pin is turned off').waitFor();
  await service.call('PATCH', `/v1/pins/${pin}`, {
    as: 'editor',
    headers: { 'content-type': 'application/merge-patch+json' },
    raw: JSON.stringify({ position: 3 }),
  });
  await page.getByRole('button', { name: 'Publish the draft' }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody changed this pin' });
  await conflict.getByText('slot 4').waitFor();
  expect((await pins())[0]).toMatchObject({ position: 3, enabled: true });
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await conflict.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Publish the draft' }).click();
  await page.getByText(`Published: ${FILM}`).waitFor();
  expect((await pins())[0]).toMatchObject({ position: 0, enabled: false });
});

test('a card says why it is there; from there it is blocked by one click, and back by another', async () => {
  const page = await open('/preview?region=US');
  const { rowTitle, titles } = await rowOf(1);
  await slot(page, 1, rowTitle).click();
  const why = page.getByRole('dialog', { name: 'Why this item' });
  await why
    .getByText(/^Proposed as /)
    .first()
    .waitFor();
  await why.getByText(/^It stands at place 1/).waitFor();
  // It is in the address: opened by a colleague, it is open.
  const sent = await open(new URL(page.url()).pathname.replace('/console', '') + new URL(page.url()).search);
  await sent.getByRole('dialog', { name: 'Why this item' }).getByRole('heading', { name: titles[0]! }).waitFor();

  await why.getByRole('button', { name: 'Block everywhere' }).click();
  await page.getByText(`${titles[0]} is blocked everywhere.`).waitFor();
  await page
    .getByRole('button', { name: new RegExp(`^${titles[0]}, slot`) })
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone.').waitFor();
  const blocked = async () => {
    const { body } = await service.call('GET', `/v1/items?q=${encodeURIComponent(titles[0]!)}`, { as: 'editor' });
    return body.items[0].blocked;
  };
  expect(await blocked()).toBe(false);
});

test('drafts outlive another view, where one is told of them, and a reload; whoever closes the page with some is asked, and a dropped one is gone', async () => {
  const page = await open('/preview?region=US');
  await page.getByRole('searchbox', { name: 'Find an item' }).fill('long way');
  await page.getByRole('list', { name: 'Found' }).getByRole('button', { name: FILM }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep as draft' }).click();
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('A draft is not published').waitFor();
  await page.getByRole('link', { name: 'Preview' }).click();
  await page.getByRole('heading', { name: 'Drafts (1)' }).waitFor();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Drafts (1)' }).waitFor();
  expect(asked).toEqual(['beforeunload']);
  await page.getByRole('button', { name: `Drop the draft of ${FILM}` }).click();
  await page.getByRole('heading', { name: 'Drafts', exact: true }).waitFor();
  expect(await page.evaluate("Object.keys(sessionStorage).filter((name) => name.includes('drafts')).length")).toBe(0);
  expect(await pins()).toEqual([]);
});

test.each(['light', 'dark'] as const)('it is accessible, %s, on a desk and on a phone', async (scheme) => {
  const { rowId, rowTitle } = await rowOf(1);
  await makePin({ rowId, position: 1 });
  for (const width of [1280, 390]) {
    const page = await open('/preview?region=US&show=both', { scheme, width });
    await slot(page, 1, rowTitle).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('/');
    await page.getByRole('searchbox', { name: 'Find an item' }).fill('long way');
    await page.getByRole('list', { name: 'Found' }).getByRole('button', { name: FILM }).click();
    const form = page.getByRole('dialog', { name: 'Draft of a pin' });
    await form.getByText(/were in the audience|not known yet/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await form.getByRole('button', { name: 'Keep as draft' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByText(/Shown on this page|Withheld here/).waitFor({ state: 'attached' });
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(`${service.baseUrl}/console/preview?region=US&why=${rowId}.0`);
    await page
      .getByRole('dialog', { name: 'Why this item' })
      .getByText(/^It stands at place/)
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }
});

function saturdayNoon(nowMs: number): string {
  const wall = wallOf(nowMs, BERLIN);
  const days = (6 - weekdayOf(wall) + 7) % 7 || 7;
  const noon = onDay(wall, days, '11:00');
  return `${noon}:00.000Z`;
}

/** By the clock of the service. */
async function open(path: string, look: Parameters<TestBrowser['openConsole']>[2] = {}): Promise<Page> {
  const page = await browser.openConsole(service, path, look);
  await page.clock.setFixedTime(SATURDAY);
  await page.goto(`${service.baseUrl}/console${path}`);
  return page;
}

const slot = (page: Page, number: number, rowTitle: string) =>
  page.getByRole('button', { name: new RegExp(`, slot ${number} of ${rowTitle}(,|$)`) }).first();

/** What is carried listens to keys from the task after it was taken. */
const nextTask = (page: Page) => page.evaluate('new Promise((resolve) => setTimeout(resolve))');

/** By the mouse, in steps, as a hand does it. */
async function dragTo(page: Page, from: ReturnType<typeof slot>, to: ReturnType<typeof slot>): Promise<void> {
  await from.waitFor();
  await to.scrollIntoViewIfNeeded();
  const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!];
  await page.mouse.move(start.x + 20, start.y + 12);
  await page.mouse.down();
  await page.mouse.move(start.x - 10, start.y + 16, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 6 });
  await page.getByText(/^The Long Way Home: slot/).waitFor({ state: 'attached' });
  await page.mouse.up();
}

/** A row of a preview in the US, counted from 1: of a user, or of anybody. */
async function rowOf(number: number, who: object = { audience: {} }) {
  const json = { ...who, region: 'US', include: ['title'] };
  const row = (await service.call('POST', '/v1/preview', { as: 'editor', json })).body.page.rows[number - 1];
  const titles = (row.items as { item: { title: string } }[]).map(({ item }) => item.title);
  return { rowId: row.rowId as string, rowTitle: row.title as string, titles };
}

async function shownInApp(rowId: string): Promise<string | undefined> {
  const { body } = await service.call('GET', HOME);
  return body.rows.find((row: { rowId: string }) => row.rowId === rowId)?.items[0].item.title;
}

const pins = async () => (await service.call('GET', '/v1/pins', { as: 'editor' })).body.items as { pinId: string }[];

async function withdrawAll(): Promise<void> {
  for (const { pinId } of await pins()) await service.call('DELETE', `/v1/pins/${pinId}`, { as: 'editor' });
  await eventually(
    async () => JSON.stringify((await service.call('GET', HOME)).body.rows),
    (rows) => !rows.includes('"pinned":true'),
    1_000,
  );
}

async function makePin(changes: object): Promise<string> {
  const hour = 3_600_000;
  const [from, until] = [-hour, 24 * hour].map((ms) => new Date(Date.parse(SATURDAY) + ms).toISOString());
  const json = { itemId: 'long-way', from, until, ...changes };
  const { status, body } = await service.call('POST', '/v1/pins', { as: 'editor', json });
  expect(status).toBe(201);
  await eventually(
    async () => JSON.stringify((await service.call('GET', HOME)).body.rows),
    (rows) => rows.includes('"pinned":true'),
    1_000,
  );
  return body.pin.pinId;
}

/** Films of three genres, watched often enough to be popular; and one that nobody knows. */
async function fill(): Promise<void> {
  const genres = ['Comedy', 'Horror', 'Documentary'];
  const films = genres.flatMap((genre) =>
    Array.from({ length: 15 }, (_, at) =>
      anItem(`${genre}-${at}`, { title: `${genre} number ${at}`, genres: [genre] }),
    ),
  );
  films.push(anItem('long-way', { title: FILM, genres: ['Drama'] }));
  const raw = films.map((film) => JSON.stringify(film)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  expect((await service.call('POST', '/v1/items', { as: 'editor', headers, raw })).body.rejected).toEqual([]);
  const events = Array.from({ length: 200 }, (_, at) => ({
    eventId: `e${at}`,
    type: 'complete',
    userId: `viewer-${at % 20}`,
    itemId: films[(at * 7) % 45]!.itemId,
    portion: 1,
    timestamp: new Date(Date.parse(SATURDAY) - 3_600_000 - at * 60_000).toISOString(),
  }));
  expect((await service.call('POST', '/v1/events', { json: { events } })).body.rejected).toEqual([]);
  await service.settled();
  // What was watched is counted: from here on the page stays as it is.
  const rowIds = async () => {
    const { body } = await service.call('GET', HOME);
    return (body.rows as { rowId: string }[]).map(({ rowId }) => rowId);
  };
  await eventually(rowIds, (ids) => ids.includes('trending') && ids.includes('popular'), 10_000);
}
