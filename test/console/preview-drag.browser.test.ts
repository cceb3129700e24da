import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { onDay, wallOf } from '../../src/console/parts/moment.ts';
import {
  BERLIN,
  dragTo,
  FILM,
  nextTask,
  openPreviewWorld,
  type PreviewWorld,
  SATURDAY,
  slot,
} from '../support/preview-world.ts';
import { eventually } from '../support/service.ts';

let world: PreviewWorld;
beforeAll(async () => {
  world = await openPreviewWorld();
}, 180_000);
afterAll(() => world?.close());
beforeEach(() => world.withdrawAll());
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

test('an editor finds a film, previews a user, drags it into row 2 slot 1 for US and TV this weekend, sees the difference, publishes; the app shows it, the audit lists it, undo removes it', async () => {
  const page = await world.open('/preview');
  await page.getByText('A viewer', { exact: true }).click();
  await page.getByLabel('User id').fill('u1');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Region' }).fill('United States');
  await page.getByRole('option', { name: 'United States (US)' }).click();
  await page.waitForURL(/user=u1.*region=US/);

  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Find an item' }).fill('long way');
  const { rowId, rowTitle } = await world.rowOf(2, { userId: 'u1' });
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
  expect(await world.shownInApp(rowId)).not.toBe(FILM);

  await page.getByRole('button', { name: 'Publish the draft' }).click();
  await page.getByText(`Published: ${FILM}`).waitFor();
  await eventually(
    () => world.shownInApp(rowId),
    (title) => title === FILM,
    1_000,
  );
  const { body } = await world.service.call('GET', '/v1/audit?action=pin.create&limit=1', { as: 'editor' });
  expect(body.items[0]).toMatchObject({
    actor: { name: 'editor' },
    after: { itemId: 'long-way', rowId, position: 0, audience: { regions: ['US'], surfaces: ['tv'] } },
  });
  const audit = await world.open('/audit');
  const change = audit.getByRole('article').filter({ hasText: 'editor made the pin' }).first();
  await change.getByText(body.items[0].object.slice('pin:'.length)).waitFor();
  await slot(page, 1, rowTitle)
    .and(page.getByRole('button', { name: /, pinned$/ }))
    .first()
    .waitFor();

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(`Published: ${FILM}`).waitFor({ state: 'detached' });
  await eventually(
    () => world.shownInApp(rowId),
    (title) => title !== FILM,
    1_000,
  );
  expect(await world.pins()).toEqual([]);
  await audit.reload();
  await change.getByText(/^undone by/).waitFor();
});

test('keys alone do the same, each step said aloud', async () => {
  const page = await world.open('/preview?region=US');
  const { rowTitle } = await world.rowOf(2);
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
  expect(await world.pins()).toMatchObject([{ itemId: 'long-way', position: 0 }]);
});

test('on a phone by a long touch: what is found is carried from the sheet, which makes way', async () => {
  const page = await world.open('/preview?region=US', { width: 390, height: 844 });
  const { rowTitle } = await world.rowOf(1);
  await page.getByRole('button', { name: 'Search and drafts' }).tap();
  await page.getByRole('searchbox', { name: 'Find an item' }).fill('long way');
  const found = page.getByRole('list', { name: 'Found' }).getByRole('button', { name: FILM });
  await found.waitFor();
  const touches = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', on?: Locator) => {
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
  const page = await world.open('/preview?region=US');
  const { rowTitle } = await world.rowOf(1);
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
