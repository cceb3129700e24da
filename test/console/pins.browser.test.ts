import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { fillFewFilms } from '../support/few-films.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  await fillFewFilms(service);
}, 180_000);
afterAll(async () => {
  await service?.destroy();
  await browser?.close();
});
beforeEach(async () => {
  for (const { pinId } of await storedPins()) await service.call('DELETE', `/v1/pins/${pinId}`, { as: 'editor' });
});
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const aPin = (changes: object = {}) => ({
  ...{ itemId: 'heat', rowId: 'top-picks', position: 1, from: inDays(-1), until: inDays(2) },
  ...changes,
});

async function makePin(changes: object = {}): Promise<string> {
  const { status, body } = await service.call('POST', '/v1/pins', { as: 'editor', json: aPin(changes) });
  expect(status).toBe(201);
  return body.pin.pinId;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
const storedPins = async (query = ''): Promise<any[]> =>
  (await service.call('GET', `/v1/pins?limit=500&${query}`, { as: 'editor' })).body.items;

const open = (path = '/pins', look = {}) => browser.openConsole(service, path, look);
const menuOf = (page: Page, title: string) => page.getByRole('button', { name: `What to do with ${title}` });

async function choose(page: Page, title: string, action: string): Promise<void> {
  await menuOf(page, title).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('a pin is made by its form: what it will do is told before, it is stored as it was told, and Undo takes it back', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'Make the first pin' }).click();
  const form = page.getByRole('dialog', { name: 'New pin' });
  await form.getByRole('button', { name: 'Pin it' }).click();
  await form.getByText('Choose an item.').waitFor();
  await form.getByRole('searchbox', { name: 'Item' }).fill('plato');
  await form.getByRole('button', { name: /^Platoon/ }).click();
  await form.getByRole('combobox', { name: 'Row' }).click();
  await page.getByRole('option', { name: /^Top picks/ }).click();
  await form.getByRole('textbox', { name: 'Slot' }).fill('3');
  await form.getByRole('button', { name: 'For a week' }).click();
  await form.getByRole('switch', { name: 'Only at some times of every week' }).click();
  await form.getByText('Sat', { exact: true }).click();
  await form.getByRole('button', { name: /^For whom/ }).click();
  await form.getByRole('combobox', { name: 'Regions' }).fill('United States');
  await page.getByRole('option', { name: 'United States (US)' }).click();
  await form.getByRole('list', { name: 'When it can show' }).getByRole('listitem').first().waitFor();
  expect(await storedPins()).toEqual([]);
  await form.getByRole('button', { name: 'Pin it' }).click();
  await form.waitFor({ state: 'detached' });
  expect(await storedPins()).toMatchObject([
    {
      ...{ itemId: 'platoon', rowId: 'top-picks', position: 2, timeZone: 'Europe/Berlin' },
      repeat: { days: ['fri', 'sat'], from: '18:00', until: '24:00' },
      audience: { regions: ['US'] },
    },
  ]);
  await page
    .getByRole('row', { name: /Platoon/ })
    .getByText('Fri and Sat, 18:00–24:00 (Europe/Berlin)')
    .waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'There are no pins yet' }).waitFor();
});

test('two editors open one pin: the second is told who changed what, nothing is overwritten until they say so, and neither is lost', async () => {
  const pinId = await makePin({ note: 'as it was', priority: 0 });
  const [first, second] = [await open(`/pins?edit=${pinId}`), await open(`/pins?edit=${pinId}`, { as: 'admin' })];
  for (const page of [first, second]) await page.getByRole('textbox', { name: 'Slot' }).waitFor();

  await first.getByRole('textbox', { name: 'Slot' }).fill('5');
  await first.getByRole('button', { name: /^More/ }).click();
  await first.getByRole('dialog').getByLabel('Campaign').fill('oscars');
  await second.getByRole('textbox', { name: 'Slot' }).fill('7');
  await second.getByRole('switch', { name: 'Only at some times of every week' }).click();
  await first.getByRole('button', { name: 'Save', exact: true }).click();
  await first.getByRole('dialog').waitFor({ state: 'detached' });

  await second.getByRole('button', { name: 'Save', exact: true }).click();
  await second.getByText(/^editor changed this pin while you edited it/).waitFor();
  await second.getByRole('row', { name: 'Slot 2 5 7' }).waitFor();
  await second.getByRole('row', { name: /^Campaign – oscars as it was/ }).waitFor();
  expect((await storedPins())[0]).toMatchObject({ position: 4, campaign: 'oscars', repeat: null });

  for (const colorScheme of ['light', 'dark'] as const) {
    await second.emulateMedia({ colorScheme });
    expect([colorScheme, await seriousFindings(second)]).toEqual([colorScheme, []]);
    if (process.env.LOOK) await second.screenshot({ path: `${process.env.LOOK}/conflict-${colorScheme}.png` });
  }
  await second.getByRole('button', { name: 'Save yours on top' }).click();
  await second.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await storedPins())[0]).toMatchObject({ position: 6, campaign: 'oscars', repeat: { days: ['fri'] } });
});

test('or takes theirs, which then is in the form and nothing is stored', async () => {
  const pinId = await makePin();
  const page = await open(`/pins?edit=${pinId}`);
  await page.getByRole('textbox', { name: 'Slot' }).fill('7');
  const headers = { 'content-type': 'application/merge-patch+json' };
  await service.call('PATCH', `/v1/pins/${pinId}`, { as: 'admin', headers, raw: '{"position": 8}' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await page.getByRole('dialog', { name: 'Edit pin' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Slot' }).inputValue()).toBe('9');
  expect((await storedPins())[0]).toMatchObject({ position: 8, version: 2 });
});

test('what somebody withdrew meanwhile is not lost to whoever edits it: it can be made anew', async () => {
  const pinId = await makePin({ note: 'mine' });
  const page = await open(`/pins?edit=${pinId}`);
  await page.getByRole('textbox', { name: 'Slot' }).fill('7');
  await service.call('DELETE', `/v1/pins/${pinId}?reason=too%20early`, { as: 'admin' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('They say: “too early”').waitFor();
  await page.getByRole('button', { name: 'Make it anew' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const [anew] = await storedPins();
  expect(anew).toMatchObject({ position: 6, note: 'mine' });
  expect(anew.pinId).not.toBe(pinId);
});

test('closing the form with changes asks first', async () => {
  const page = await open(`/pins?edit=${await makePin()}`);
  await page.getByRole('textbox', { name: 'Slot' }).fill('7');
  await page.keyboard.press('Escape');
  await page.getByText('Your changes are not saved').waitFor();
  await page.getByRole('button', { name: 'Go on editing' }).click();
  expect(await page.getByRole('textbox', { name: 'Slot' }).inputValue()).toBe('7');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await storedPins())[0]).toMatchObject({ position: 1 });
});

test('a pin is disabled, duplicated, withdrawn with a reason and put back, from its row', async () => {
  await makePin();
  const page = await open();
  await choose(page, 'Heat', 'Disable');
  await page.getByRole('row', { name: /Heat.*Draft/ }).waitFor();
  await choose(page, 'Heat', 'Duplicate');
  const form = page.getByRole('dialog', { name: 'Duplicate pin' });
  await form.getByRole('textbox', { name: 'Slot' }).fill('9');
  await form.getByRole('button', { name: 'Pin it' }).click();
  await page.getByRole('row', { name: /slot 9/ }).waitFor();
  await page
    .getByRole('row', { name: /slot 9/ })
    .getByRole('button', { name: 'What to do with Heat' })
    .click();
  await page.getByRole('menuitem', { name: 'Withdraw' }).click();
  await page.getByRole('dialog', { name: 'Withdraw the pin of Heat' }).getByLabel(/^Why/).fill('not that one');
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await page.getByRole('row', { name: /slot 9/ }).waitFor({ state: 'detached' });
  const { body } = await service.call('GET', '/v1/audit?action=pin.remove&limit=1', { as: 'editor' });
  expect(body.items[0].reason).toBe('not that one');

  const gone = await open('/pins?state=withdrawn');
  const row = gone.getByRole('row', { name: /slot 9/ }).first();
  await row.getByRole('button', { name: 'What to do with Heat' }).click();
  await gone.getByRole('menuitem', { name: 'Put back' }).click();
  await gone.getByText('The pin of Heat is back.').waitFor();
  expect((await storedPins()).map(({ position }) => position + 1).sort()).toEqual([2, 9]);
});

test('which pins are shown is in the address; more are asked for page by page; all of it goes down as CSV', async () => {
  const lines = Array.from({ length: 60 }, (_, at) => JSON.stringify(aPin({ campaign: 'many', priority: at })));
  const headers = { 'content-type': 'application/x-ndjson' };
  await service.call('POST', '/v1/pins', { as: 'editor', headers, raw: lines.join('\n') });
  await makePin({ campaign: 'one', itemId: 'glory' });
  const page = await open('/pins?campaign=many');
  await page.getByRole('button', { name: 'More pins' }).click();
  await page.getByRole('button', { name: 'More pins' }).waitFor({ state: 'detached' });
  // Its head is a row, too.
  expect(await page.getByRole('row').count()).toBe(61);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Many pins at once' }).click();
  await page.getByRole('menuitem', { name: 'Download these as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('pins.csv');
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('button', { name: 'More pins' }).click();
  await page.getByRole('link', { name: 'Campaign one' }).click();
  await page.getByRole('row', { name: /Glory/ }).waitFor();
  expect(new URL(page.url()).search).toBe('?campaign=one');
});

test('a file of pins is tried, then made; lines that are refused are named, with why', async () => {
  const page = await open();
  await page.getByRole('button', { name: 'Many pins at once' }).click();
  await page.getByRole('menuitem', { name: 'Upload NDJSON' }).click();
  const dialog = page.getByRole('dialog', { name: 'Upload pins' });
  const lines = [
    JSON.stringify(aPin()),
    JSON.stringify(aPin({ position: -1 })),
    JSON.stringify(aPin({ itemId: 'big' })),
  ];
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'File' }).click();
  const file = { name: 'pins.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines.join('\n')) };
  await (await chooser).setFiles(file);
  await dialog.getByRole('button', { name: 'Try it' }).click();
  await dialog.getByText('2 pins would be made, 1 pin refused').waitFor();
  expect(await storedPins()).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the pins' }).click();
  await dialog.getByText('2 pins made, 1 pin refused').waitFor();
  await dialog.getByRole('row', { name: /^2 .*position/ }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('row', { name: /Big/ }).waitFor();
});

test('the timeline shows times of the week as bars and which pin loses its slot; arrows walk it, Enter opens', async () => {
  await makePin({ itemId: 'heat', position: 0, from: inDays(-30), until: inDays(30) });
  await makePin({ itemId: 'glory', position: 0, priority: -1, audience: { regions: ['US'] }, from: inDays(-30) });
  const repeat = { days: ['mon', 'wed'], from: '18:00', until: '20:00' };
  const weekly = { rowId: 'trending', timeZone: 'Europe/Berlin', repeat };
  await makePin({ itemId: 'big', ...weekly, from: inDays(-30), until: inDays(30) });
  const page = await open('/pins?view=timeline');
  const trending = page.getByRole('region', { name: 'Trending' });
  await trending.getByRole('button', { name: /^Big/ }).first().waitFor();
  expect(await trending.getByRole('button', { name: /^Big/ }).count()).toBe(2);
  const loser = page.getByRole('button', { name: /^Glory.*Loses its slot to another pin/ });
  await loser.waitFor();
  await page.getByRole('button', { name: /^Heat.*Keeps its slot/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Edit pin' }).getByText('Big').waitFor();
  expect(new URL(page.url()).searchParams.get('view')).toBe('timeline');
});

test('the report says what came of a pin: served, withheld and why, and what gave way', async () => {
  const pinId = await makePin({ itemId: 'heat', position: 0 });
  const ask = (userId: string) => service.call('GET', `/v1/users/${userId}/home?surface=tv&items=8`);
  await eventually(
    async () => (await ask('somebody')).body.rows,
    // biome-ignore lint/suspicious/noExplicitAny: an answer.
    (rows: any[]) => rows.some(({ items }) => items.some(({ pinned }: { pinned: boolean }) => pinned)),
    1000,
  );
  const report = async () => (await service.call('GET', `/v1/pins/${pinId}/report?origin=app`, { as: 'editor' })).body;
  await eventually(report, ({ served }) => served > 0, 10_000);
  const page = await open(`/pins?report=${pinId}`);
  const dialog = page.getByRole('dialog', { name: 'What came of it' });
  await dialog.getByRole('region', { name: 'What came of it' }).getByText('Served', { exact: true }).waitFor();
  const { served } = await report();
  await dialog.getByText(`${served} · 100%`).first().waitFor();
  await dialog.getByRole('region', { name: /^Displaced/ }).waitFor();
  await dialog.getByRole('link', { name: 'Edit the pin' }).click();
  await page.getByRole('dialog', { name: 'Edit pin' }).waitFor();
});

test.each(['light', 'dark'] as const)('it is accessible, %s, on a desk and on a phone', async (scheme) => {
  const pinId = await makePin({ campaign: 'oscars', position: 0 });
  await makePin({ itemId: 'glory', position: 0, priority: -1, enabled: true });
  await makePin({ itemId: 'big', enabled: false, from: inDays(1) });
  const views = ['/pins', '/pins?view=timeline', `/pins?edit=${pinId}`, '/pins?new', `/pins?report=${pinId}`];
  for (const width of [1280, 390]) {
    for (const [at, path] of views.entries()) {
      const page = await open(path, { scheme, width });
      await page.getByText(READY[at]!).first().waitFor();
      await page.getByText('Loading').waitFor({ state: 'detached' });
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
      if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/pins-${at}-${scheme}-${width}.png` });
    }
  }
});

/** What each of the views says once it is there. */
const READY = [/Heat/, 'Slot 1', 'Edit pin', 'Find the item to pin by its title.', 'Pages served in'];
