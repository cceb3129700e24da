import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { seriousFindings } from '../support/browser.ts';
import { openPinsWorld, type PinsWorld } from '../support/pins-world.ts';

let world: PinsWorld;
beforeAll(async () => {
  world = await openPinsWorld();
}, 180_000);
afterAll(() => world?.close());
beforeEach(() => world.withdrawAll());
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

test('a pin is made by its form: what it will do is told before, it is stored as it was told, and Undo takes it back', async () => {
  const page = await world.open();
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
  expect(await world.storedPins()).toEqual([]);
  await form.getByRole('button', { name: 'Pin it' }).click();
  await form.waitFor({ state: 'detached' });
  expect(await world.storedPins()).toMatchObject([
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
  const pinId = await world.makePin({ note: 'as it was', priority: 0 });
  const [first, second] = [
    await world.open(`/pins?edit=${pinId}`),
    await world.open(`/pins?edit=${pinId}`, { as: 'admin' }),
  ];
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
  expect((await world.storedPins())[0]).toMatchObject({ position: 4, campaign: 'oscars', repeat: null });

  for (const colorScheme of ['light', 'dark'] as const) {
    await second.emulateMedia({ colorScheme });
    expect([colorScheme, await seriousFindings(second)]).toEqual([colorScheme, []]);
    if (process.env.LOOK) await second.screenshot({ path: `${process.env.LOOK}/conflict-${colorScheme}.png` });
  }
  await second.getByRole('button', { name: 'Save yours on top' }).click();
  await second.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await world.storedPins())[0]).toMatchObject({ position: 6, campaign: 'oscars', repeat: { days: ['fri'] } });
});

test('or takes theirs, which then is in the form and nothing is stored', async () => {
  const pinId = await world.makePin();
  const page = await world.open(`/pins?edit=${pinId}`);
  await page.getByRole('textbox', { name: 'Slot' }).fill('7');
  const headers = { 'content-type': 'application/merge-patch+json' };
  await world.service.call('PATCH', `/v1/pins/${pinId}`, { as: 'admin', headers, raw: '{"position": 8}' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await page.getByRole('dialog', { name: 'Edit pin' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Slot' }).inputValue()).toBe('9');
  expect((await world.storedPins())[0]).toMatchObject({ position: 8, version: 2 });
});

test('what somebody withdrew meanwhile is not lost to whoever edits it: it can be made anew', async () => {
  const pinId = await world.makePin({ note: 'mine' });
  const page = await world.open(`/pins?edit=${pinId}`);
  await page.getByRole('textbox', { name: 'Slot' }).fill('7');
  await world.service.call('DELETE', `/v1/pins/${pinId}?reason=too%20early`, { as: 'admin' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('They say: “too early”').waitFor();
  await page.getByRole('button', { name: 'Make it anew' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const [anew] = await world.storedPins();
  expect(anew).toMatchObject({ position: 6, note: 'mine' });
  expect(anew.pinId).not.toBe(pinId);
});

test('closing the form with changes asks first', async () => {
  const page = await world.open(`/pins?edit=${await world.makePin()}`);
  await page.getByRole('textbox', { name: 'Slot' }).fill('7');
  await page.keyboard.press('Escape');
  await page.getByText('Your changes are not saved').waitFor();
  await page.getByRole('button', { name: 'Go on editing' }).click();
  expect(await page.getByRole('textbox', { name: 'Slot' }).inputValue()).toBe('7');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect((await world.storedPins())[0]).toMatchObject({ position: 1 });
});
