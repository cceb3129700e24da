import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seriousFindings } from '../support/browser.ts';
import { aPin, inDays, openPinsWorld, type PinsWorld } from '../support/pins-world.ts';
import { eventually } from '../support/service.ts';

let world: PinsWorld;
beforeAll(async () => {
  world = await openPinsWorld();
}, 180_000);
afterAll(() => world?.close());
beforeEach(() => world.withdrawAll());
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

const menuOf = (page: Page, title: string) => page.getByRole('button', { name: `What to do with ${title}` });

async function choose(page: Page, title: string, action: string): Promise<void> {
  await menuOf(page, title).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('a pin is disabled, duplicated, withdrawn with a reason and put back, from its row', async () => {
  await world.makePin();
  const page = await world.open();
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
  const { body } = await world.service.call('GET', '/v1/audit?action=pin.remove&limit=1', { as: 'editor' });
  expect(body.items[0].reason).toBe('not that one');

  const gone = await world.open('/pins?state=withdrawn');
  const row = gone.getByRole('row', { name: /slot 9/ }).first();
  await row.getByRole('button', { name: 'What to do with Heat' }).click();
  await gone.getByRole('menuitem', { name: 'Put back' }).click();
  await gone.getByText('The pin of Heat is back.').waitFor();
  expect((await world.storedPins()).map(({ position }) => position + 1).sort()).toEqual([2, 9]);
});

test('which pins are shown is in the address; more are asked for page by page; all of it goes down as CSV', async () => {
  const lines = Array.from({ length: 60 }, (_, at) => JSON.stringify(aPin({ campaign: 'many', priority: at })));
  const headers = { 'content-type': 'application/x-ndjson' };
  await world.service.call('POST', '/v1/pins', { as: 'editor', headers, raw: lines.join('\n') });
  await world.makePin({ campaign: 'one', itemId: 'glory' });
  const page = await world.open('/pins?campaign=many');
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
  const page = await world.open();
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
  expect(await world.storedPins()).toEqual([]);
  await dialog.getByRole('button', { name: 'Make the pins' }).click();
  await dialog.getByText('2 pins made, 1 pin refused').waitFor();
  await dialog.getByRole('row', { name: /^2 .*position/ }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('row', { name: /Big/ }).waitFor();
});

test('the timeline shows times of the week as bars and which pin loses its slot; arrows walk it, Enter opens', async () => {
  await world.makePin({ itemId: 'heat', position: 0, from: inDays(-30), until: inDays(30) });
  await world.makePin({ itemId: 'glory', position: 0, priority: -1, audience: { regions: ['US'] }, from: inDays(-30) });
  const repeat = { days: ['mon', 'wed'], from: '18:00', until: '20:00' };
  const weekly = { rowId: 'trending', timeZone: 'Europe/Berlin', repeat };
  await world.makePin({ itemId: 'big', ...weekly, from: inDays(-30), until: inDays(30) });
  const page = await world.open('/pins?view=timeline');
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
  const pinId = await world.makePin({ itemId: 'heat', position: 0 });
  const ask = (userId: string) => world.service.call('GET', `/v1/users/${userId}/home?surface=tv&items=8`);
  await eventually(
    async () => (await ask('somebody')).body.rows,
    // biome-ignore lint/suspicious/noExplicitAny: an answer.
    (rows: any[]) => rows.some(({ items }) => items.some(({ pinned }: { pinned: boolean }) => pinned)),
    1000,
  );
  // Else a page more may be counted between what is shown and what is asked below.
  await world.service.settled();
  const report = async () =>
    (await world.service.call('GET', `/v1/pins/${pinId}/report?origin=app`, { as: 'editor' })).body;
  await eventually(report, ({ served }) => served > 0, 10_000);
  const page = await world.open(`/pins?report=${pinId}`);
  const dialog = page.getByRole('dialog', { name: 'What came of it' });
  await dialog.getByRole('region', { name: 'What came of it' }).getByText('Served', { exact: true }).waitFor();
  const { served } = await report();
  await dialog.getByText(`${served} · 100%`).first().waitFor();
  await dialog.getByRole('region', { name: /^Displaced/ }).waitFor();
  await dialog.getByRole('link', { name: 'Edit the pin' }).click();
  await page.getByRole('dialog', { name: 'Edit pin' }).waitFor();
});

test.each(['light', 'dark'] as const)('it is accessible, %s, on a desk and on a phone', async (scheme) => {
  const pinId = await world.makePin({ campaign: 'oscars', position: 0 });
  await world.makePin({ itemId: 'glory', position: 0, priority: -1, enabled: true });
  await world.makePin({ itemId: 'big', enabled: false, from: inDays(1) });
  const views = ['/pins', '/pins?view=timeline', `/pins?edit=${pinId}`, '/pins?new', `/pins?report=${pinId}`];
  for (const width of [1280, 390]) {
    for (const [at, path] of views.entries()) {
      const page = await world.open(path, { scheme, width });
      await page.getByText(READY[at]!).first().waitFor();
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
      if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/pins-${at}-${scheme}-${width}.png` });
    }
  }
});

/** What each of the views says once it is there. */
const READY = [/Heat/, 'Slot 1', 'Edit pin', 'Find the item to pin by its title.', 'Pages served in'];
