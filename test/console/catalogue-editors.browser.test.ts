import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { fillFewFilms, homeOf } from '../support/few-films.ts';
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

test('a collection is made by keyboard alone, in the order it was put, and stands on the page of the app', async () => {
  const page = await browser.openConsole(service, '/catalogue/collections');
  const { keyboard } = page;
  await page.getByRole('button', { name: 'New' }).press('Enter');
  await page.getByRole('textbox', { name: 'Title of the row' }).focus();
  await keyboard.type('War stories');
  const search = page.getByRole('searchbox', { name: 'Add an item' });
  for (const title of ['Platoon', 'Glory', 'Heat']) {
    await search.focus();
    await search.fill('');
    await keyboard.type(title);
    const found = page.getByRole('list', { name: 'Found' }).getByRole('button', { name: new RegExp(`^${title}`) });
    await found.waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByRole('button', { name: new RegExp(`^Move ${title}`) }).waitFor();
  }
  // The last goes to the first place.
  await page.getByRole('button', { name: /^Move Heat/ }).focus();
  await keyboard.press('Space');
  await page.getByText(/^Took Heat.* at place 3 of 3\.$/).waitFor({ state: 'attached' });
  for (const place of [2, 1]) {
    await keyboard.press('ArrowUp');
    await page.getByText(new RegExp(`^Heat.* is at place ${place} of 3\\.$`)).waitFor({ state: 'attached' });
  }
  await keyboard.press('Space');
  await page.getByText(/^Put down Heat.* at place 1 of 3\.$/).waitFor({ state: 'attached' });
  // Above rows that have these titles already: a title stands once on a page.
  await page.getByRole('button', { name: /^More/ }).press('Enter');
  await page.getByRole('combobox', { name: 'Place on the page' }).press('Enter');
  const above = page.getByRole('option', { name: 'Above all rows' });
  await above.waitFor();
  // Where one is in the list is marked a moment after it has opened; the list goes round.
  while ((await above.getAttribute('data-combobox-selected')) === null) {
    await keyboard.press('ArrowDown');
    await page.locator('[role=option][data-combobox-selected]').waitFor();
  }
  await keyboard.press('Enter');
  await page.getByRole('button', { name: /^More .*above all rows/ }).waitFor();
  await page.getByRole('button', { name: 'Make the collection' }).press('Enter');
  await page.getByText('Saved the collection “War stories”.').waitFor();
  const rows = await eventually(
    () => homeOf(service),
    (found) => found.some(({ title }) => title === 'War stories'),
    1000,
  );
  const row = rows.find(({ title }) => title === 'War stories')!;
  expect(row.items.map(({ itemId }) => itemId)).toEqual(['heat', 'platoon', 'glory']);
});

test('an item of a collection is dragged to another place by mouse', async () => {
  const json = { title: 'By mouse', itemIds: ['glory', 'platoon', 'big'] };
  await service.call('PUT', '/v1/collections/by-mouse', { as: 'editor', json });
  const page = await browser.openConsole(service, '/catalogue/collections?id=by-mouse', { height: 1100 });
  const [first, last] = [
    page.getByRole('button', { name: /^Move Glory/ }),
    page.getByRole('button', { name: /^Move Big/ }),
  ];
  await first.hover();
  await page.mouse.down();
  // The first step tells that it is a drag, the second where to.
  await last.hover({ force: true });
  await last.hover({ force: true, position: { x: 8, y: 16 } });
  await page.locator('li[data-over="after"]', { hasText: 'Big' }).waitFor();
  await page.mouse.up();
  await page.getByRole('button', { name: 'Move Glory, at place 3' }).waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved the collection “By mouse”.').waitFor();
  const { body } = await service.call('GET', '/v1/collections/by-mouse', { as: 'editor' });
  expect(body.collection.itemIds).toEqual(['platoon', 'big', 'glory']);
});

test('a collection by a filter counts and shows what meets it, and says where the filter is not right', async () => {
  const page = await browser.openConsole(service, '/catalogue/collections?new=1');
  await page.getByText('What meets a filter').click();
  const filter = page.getByRole('textbox', { name: 'Which titles' });
  await filter.fill('genre < War');
  await page.getByText('Genre takes =, !=, in and not in, not <.').waitFor();
  await page.getByRole('button', { name: /^Go to character 7/ }).click();
  await page.keyboard.type('=');
  await page.getByText(/^\d+ titles now$/).waitFor();
  expect(await filter.inputValue()).toBe('genre = War');
  await page.getByRole('list', { name: 'The first of them' }).getByText('Glory', { exact: true }).waitFor();
});

test('a rule is made, its strength said in words; a second editor is told, and deleting it can be undone', async () => {
  const page = await browser.openConsole(service, '/catalogue/rules');
  await page.getByRole('button', { name: 'New' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('War week');
  await page.getByRole('textbox', { name: 'To which items' }).fill('genre = War');
  await page.getByRole('slider', { name: /How strongly/ }).press('End');
  await page.getByText('Takes nearly anything to the front.').waitFor();
  await page.getByRole('textbox', { name: 'Id (optional)' }).fill('war-week');
  await page.getByRole('button', { name: 'Make the rule' }).click();
  await page.waitForURL(/id=war-week/);
  await page.getByRole('heading', { name: 'War week' }).waitFor();
  const rule = () => service.call('GET', '/v1/rules/war-week', { as: 'editor' });
  expect((await rule()).body.rule).toMatchObject({ action: 'boost', strength: 3, limit: 0.25 });

  await page.getByText('Show less').click();
  await service.call('PATCH', '/v1/rules/war-week', {
    as: 'editor',
    headers: { 'content-type': 'application/merge-patch+json' },
    raw: '{"name": "Their name"}',
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('row', { name: 'name War week Their name War week' }).waitFor();
  await page.getByRole('button', { name: 'Put my changes onto theirs' }).click();
  await page.getByRole('heading', { name: 'Their name' }).waitFor();
  expect((await rule()).body.rule).toMatchObject({ name: 'Their name', action: 'bury', limit: null });

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByLabel('Why (optional)').fill('over');
  await page.getByRole('button', { name: 'Take the rule away' }).click();
  const gone = page.getByRole('alert').filter({ hasText: 'Took away the rule “Their name”.' });
  await gone.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone.').waitFor();
  expect((await rule()).status).toBe(200);
});

test('a segment is made with the fields of users at hand, says what uses it, and is kept while it is used', async () => {
  const page = await browser.openConsole(service, '/catalogue/segments?new=1');
  await page.getByRole('textbox', { name: 'Name' }).fill('Regulars');
  await page.getByRole('button', { name: 'What can be written here' }).click();
  await page.getByRole('cell', { name: 'daysSincePlay', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Who is in it' }).fill('plays >= 20');
  await page.getByRole('textbox', { name: 'Id (optional)' }).fill('regulars');
  await page.getByRole('button', { name: 'Make the segment' }).click();
  await page.getByText('Nothing names it yet.').waitFor();
  const json = { title: 'For them', itemIds: ['heat'], audience: { segmentIds: ['regulars'] } };
  await service.call('PUT', '/v1/collections/for-them', { as: 'editor', json });
  await page.reload();
  await page.getByRole('region', { name: 'Used by' }).getByRole('link', { name: 'For them' }).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Take the segment away' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: 'For them' })
    .or(page.getByText(/for-them/))
    .first()
    .waitFor();
  expect((await service.call('GET', '/v1/segments/regulars', { as: 'editor' })).status).toBe(200);
});
