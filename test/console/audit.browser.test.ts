import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { anItem } from '../support/items.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  await service.call('PUT', '/v1/items/dune', { as: 'editor', json: anItem('dune', { title: 'Dune' }) });
}, 180_000);
afterAll(async () => {
  await service?.destroy();
  await browser?.close();
});

const block = (reason: string) => service.call('POST', '/v1/items/dune/block', { as: 'editor', json: { reason } });

test('a change is listed with who, why, and what was before and after; undone from there it is undone, and says so', async () => {
  await block('the wrong cut');
  const page = await browser.openConsole(service, '/audit');
  const change = page.getByRole('article').filter({ hasText: 'the wrong cut' });
  await change.getByText('editor blocked the item dune').waitFor();
  await change.getByRole('button', { name: 'What' }).click();
  await change.getByRole('row', { name: 'blocked false true' }).waitFor();
  await change.getByRole('button', { name: /^Undo change/ }).click();
  await page.getByLabel('Why (optional)').fill('the right one after all');
  await page.keyboard.press('Enter');
  await change.getByText(/undone by \d+/).waitFor();
  await page
    .getByRole('article')
    .filter({ hasText: 'took back change' })
    .getByText('the right one after all')
    .waitFor();
  expect((await service.call('GET', '/v1/items/dune', { as: 'editor' })).body.blocked).toBe(false);
});

test('a change that cannot be undone any more says why', async () => {
  await block('first');
  const page = await browser.openConsole(service, '/audit?object=item:dune');
  const first = page.getByRole('article').filter({ hasText: 'first' });
  await first.waitFor();
  await service.call('POST', '/v1/items/dune/unblock', { as: 'editor', json: { reason: 'second' } });
  await first.getByRole('button', { name: /^Undo change/ }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('It has changed since').waitFor();
});

test('what is listed is in the address: it can be sent, and nothing found is said', async () => {
  const page = await browser.openConsole(service, '/audit?action=template.');
  await page.getByRole('heading', { name: 'No change is like that' }).waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('article').first().waitFor();
  expect(new URL(page.url()).search).toBe('');
});

test.each(['light', 'dark'] as const)('it is accessible, %s, on a desk and on a phone', async (scheme) => {
  for (const width of [1280, 390]) {
    const page = await browser.openConsole(service, '/audit', { scheme, width });
    await page.getByRole('article').first().getByRole('button', { name: 'What' }).click();
    await page.getByRole('table').waitFor();
    if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/audit-${scheme}-${width}.png` });
    expect(await seriousFindings(page)).toEqual([]);
  }
});
