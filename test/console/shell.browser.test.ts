import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await service?.destroy();
  await browser?.close();
});

test('who has no key is asked for one; a wrong one is told so; a right one opens the first view, and logging out forgets it', async () => {
  const page = await browser.openConsole({ ...service, keyOf: () => '' });
  await page.getByLabel('Key', { exact: true }).fill('mq_not-a-key');
  await page.getByRole('button', { name: 'Log in' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('no such key');
  await page.getByLabel('Key', { exact: true }).fill(service.keyOf('editor'));
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation').getByText('Preview').waitFor();
  await page.waitForURL(/\/console\/preview/);
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Key', { exact: true }).waitFor();
  expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
});

test('a key without a view is told whom the console is for', async () => {
  const page = await browser.openConsole(service, '/', { as: 'app' });
  await page.getByRole('heading', { name: 'This key has no views here' }).waitFor();
});

test('Alt and a digit open the views, ? lists the keys', async () => {
  const page = await browser.openConsole(service);
  await page.waitForURL(/\/console\/preview/);
  await page.getByRole('link', { name: 'Audit' }).waitFor();
  await page.keyboard.press('Alt+5');
  await page.waitForURL(/\/console\/audit/);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
});

test.each(['light', 'dark'] as const)('the login is accessible, %s, on a desk and on a phone', async (scheme) => {
  for (const width of [1280, 390]) {
    const page = await browser.openConsole({ ...service, keyOf: () => '' }, '/', { scheme, width });
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  }
});

test.each(['light', 'dark'] as const)('what the account opens is accessible, %s', async (scheme) => {
  const page = await browser.openConsole(service, '/audit', { scheme });
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('dialog', { name: 'Account' }).getByRole('button', { name: 'Log out' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test('a view whose file is gone since the console was updated says so, and loads it again', async () => {
  const page = await browser.openConsole(service, '/preview');
  await page.getByRole('link', { name: 'Audit' }).waitFor();
  await page.route('**/assets/audit-view*.js', (route) => route.fulfill({ status: 404 }));
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('heading', { name: 'This part of the console could not be loaded' }).waitFor();
  await page.unroute('**/assets/audit-view*.js');
  await page.getByRole('button', { name: 'Load the console again' }).click();
  await page.getByRole('heading', { name: 'Audit' }).waitFor();
});
