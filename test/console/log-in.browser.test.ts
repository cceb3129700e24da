import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { startIdentityProvider, type TestIdentityProvider } from '../support/identity-provider.ts';
import { startTestService, type TestService } from '../support/service.ts';

let provider: TestIdentityProvider;
let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  provider = await startIdentityProvider({ nowMs: Date.now(), audience: 'console' });
  const env = { OIDC_ISSUER: provider.issuer, OIDC_AUDIENCE: 'console', OIDC_ROLES: 'marquee-editors:editor' };
  [service, browser] = await Promise.all([startTestService({ env }), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await service?.destroy();
  await browser?.close();
  await provider?.close();
});

test('who comes with their company login is sent to the provider and back to the page they wanted, by name', async () => {
  const strangers = { ...service, keyOf: () => '', alsoAsks: [provider.issuer] };
  const page = await browser.openConsole(strangers, '/audit?action=pin.');
  await page.getByRole('button', { name: 'Continue with your company login' }).click();
  await page.getByRole('button', { name: 'Account: Ada Lovelace' }).waitFor();
  const { pathname, search } = new URL(page.url());
  expect(pathname + search).toBe('/console/audit?action=pin.');

  // Loaded anew they are still logged in, and a key has nothing to do with it.
  await page.reload();
  await page.getByRole('button', { name: 'Account: Ada Lovelace' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Continue with your company login' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Continue with your company login' }).waitFor();
});
