import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { seriousFindings } from '../support/browser.ts';
import { FILM, openPreviewWorld, type PreviewWorld, slot } from '../support/preview-world.ts';

let world: PreviewWorld;
beforeAll(async () => {
  world = await openPreviewWorld();
}, 180_000);
afterAll(() => world?.close());
beforeEach(() => world.withdrawAll());
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

test('two editors: the second is told what the first left, and may take that or keep their own', async () => {
  const { rowId, rowTitle } = await world.rowOf(1);
  const pin = await world.makePin({ rowId, position: 0, note: 'as it was' });
  const page = await world.open('/preview?region=US');
  await page.getByRole('button', { name: `${FILM}, slot 1 of ${rowTitle}, pinned` }).click();
  await page.getByRole('button', { name: 'See the page without it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep as draft' }).click();
  await page.getByText('The pin is turned off').waitFor();
  await world.service.call('PATCH', `/v1/pins/${pin}`, {
    as: 'editor',
    headers: { 'content-type': 'application/merge-patch+json' },
    raw: JSON.stringify({ position: 3 }),
  });
  await page.getByRole('button', { name: 'Publish the draft' }).click();
  const conflict = page.getByRole('alert').filter({ hasText: 'Somebody changed this pin' });
  await conflict.getByText('slot 4').waitFor();
  expect((await world.pins())[0]).toMatchObject({ position: 3, enabled: true });
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await conflict.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Publish the draft' }).click();
  await page.getByText(`Published: ${FILM}`).waitFor();
  expect((await world.pins())[0]).toMatchObject({ position: 0, enabled: false });
});

test('a card says why it is there; from there it is blocked by one click, and back by another', async () => {
  const page = await world.open('/preview?region=US');
  const { rowTitle, titles } = await world.rowOf(1);
  await slot(page, 1, rowTitle).click();
  const why = page.getByRole('dialog', { name: 'Why this item' });
  await why
    .getByText(/^Proposed as /)
    .first()
    .waitFor();
  await why.getByText(/^It stands at place 1/).waitFor();
  // It is in the address: opened by a colleague, it is open.
  const sent = await world.open(new URL(page.url()).pathname.replace('/console', '') + new URL(page.url()).search);
  await sent.getByRole('dialog', { name: 'Why this item' }).getByRole('heading', { name: titles[0]! }).waitFor();

  await why.getByRole('button', { name: 'Block everywhere' }).click();
  // Pointed at, it stays.
  await page.getByText(`${titles[0]} is blocked everywhere.`).hover();
  await page
    .getByRole('button', { name: new RegExp(`^${titles[0]}, slot`) })
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone.').waitFor();
  const blocked = async () => {
    const { body } = await world.service.call('GET', `/v1/items?q=${encodeURIComponent(titles[0]!)}`, { as: 'editor' });
    return body.items[0].blocked;
  };
  expect(await blocked()).toBe(false);
});

test('an audience is chosen, and the page is of the first of it; the address has it', async () => {
  const page = await world.open('/preview?region=US');
  await page.getByRole('button', { name: 'Audience: Everyone' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Regions' }).fill('Portugal');
  await page.getByRole('option', { name: 'Portugal (PT)' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByText('Mobile', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Audience: PT · Mobile' }).waitFor();
  const { searchParams } = new URL(page.url());
  expect(JSON.parse(searchParams.get('audience')!)).toEqual({ regions: ['PT'], surfaces: ['mobile'] });
  expect([searchParams.get('region'), searchParams.get('surface')]).toEqual(['PT', 'mobile']);
});

test('drafts outlive another view, where one is told of them, and a reload; whoever closes the page with some is asked, and a dropped one is gone', async () => {
  const page = await world.open('/preview?region=US');
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
  expect(await world.pins()).toEqual([]);
});

test.each(['light', 'dark'] as const)('it is accessible, %s, on a desk and on a phone', async (scheme) => {
  const { rowId, rowTitle } = await world.rowOf(1);
  await world.makePin({ rowId, position: 1 });
  for (const width of [1280, 390]) {
    const page = await world.open('/preview?region=US&show=both', { scheme, width });
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
    await page.goto(`${world.service.baseUrl}/console/preview?region=US&why=${rowId}.0`);
    await page
      .getByRole('dialog', { name: 'Why this item' })
      .getByText(/^It stands at place/)
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }
});
