import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { fillFewFilms } from '../support/few-films.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let browser: TestBrowser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService({ env: { PINS_NEED_APPROVAL: '1' } }), openBrowser()]);
  await fillFewFilms(service);
}, 180_000);
afterAll(async () => {
  await service?.destroy();
  await browser?.close();
});
// Where many tests share few cores a page takes its time.
jest.setTimeout(120_000);

async function makePin(position: number): Promise<string> {
  const [from, until] = [Date.now() - 3_600_000, Date.now() + 86_400_000].map((atMs) => new Date(atMs).toISOString());
  const json = { itemId: 'heat', rowId: 'top-picks', position, from, until };
  return (await service.call('POST', '/v1/pins', { as: 'editor', json })).body.pin.pinId;
}
const stateOf = async (pinId: string) => (await service.call('GET', `/v1/pins/${pinId}`, { as: 'editor' })).body.pin;

test('a pin that waits is found, judged by somebody else, and is live; what it would change is shown beside what pages have', async () => {
  const pinId = await makePin(1);
  const own = await browser.openConsole(service, `/pins?edit=${pinId}`);
  await own.getByText('You had a part in it').waitFor();
  await own.getByRole('button', { name: 'Approve' }).click();
  await own.getByRole('alert', { name: 'This cannot be done as it is' }).waitFor();
  expect((await stateOf(pinId)).state).toBe('awaiting-approval');

  const other = await browser.openConsole(service, '/pins?state=awaiting-approval', { as: 'admin' });
  await other
    .getByRole('row', { name: /Heat.*Awaits approval/ })
    .getByRole('link', { name: /^Heat/ })
    .click();
  await other.getByText('Changed by editor.').waitFor();
  await other.getByText('Pages have nothing of it yet.').waitFor();
  await other.getByLabel('What you say to it').fill('checked with rights');
  await other.getByRole('button', { name: 'Approve' }).click();
  await other.getByRole('heading', { name: 'No pin is like that' }).waitFor();
  expect(await stateOf(pinId)).toMatchObject({
    state: 'live',
    approval: { state: 'approved', note: 'checked with rights' },
  });

  const headers = { 'content-type': 'application/merge-patch+json' };
  await service.call('PATCH', `/v1/pins/${pinId}`, { as: 'editor', headers, raw: '{"position": 4}' });
  const again = await browser.openConsole(service, `/pins?edit=${pinId}`, { as: 'admin' });
  await again.getByRole('row', { name: 'Slot 2 5' }).waitFor();
});

test('a rejection wants a reason, which who made it is told', async () => {
  const pinId = await makePin(2);
  const page = await browser.openConsole(service, `/pins?edit=${pinId}`, { as: 'admin' });
  const reject = page.getByRole('button', { name: 'Reject' });
  await reject.waitFor();
  expect(await reject.isDisabled()).toBe(true);
  await page.getByLabel('What you say to it').fill('too early');
  await reject.click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await stateOf(pinId)).toMatchObject({ state: 'draft', enabled: false });
  const own = await browser.openConsole(service, `/pins?edit=${pinId}`);
  await own.getByText('They say: “too early”').waitFor();
});

test('what was changed since it was read is not approved unread', async () => {
  const pinId = await makePin(3);
  const page = await browser.openConsole(service, `/pins?edit=${pinId}`, { as: 'admin' });
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  const headers = { 'content-type': 'application/merge-patch+json' };
  await service.call('PATCH', `/v1/pins/${pinId}`, { as: 'editor', headers, raw: '{"position": 7}' });
  await page.getByRole('button', { name: 'Approve' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: 'Somebody else changed it' })
    .getByRole('button', { name: 'Try again' })
    .click();
  await page.getByRole('textbox', { name: 'Slot' }).and(page.locator('[value="8"]')).waitFor();
  expect((await stateOf(pinId)).state).toBe('awaiting-approval');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await stateOf(pinId)).toMatchObject({ state: 'live', position: 7 });
});

test.each(['light', 'dark'] as const)('it is accessible, %s, on a desk and on a phone', async (scheme) => {
  const pinId = await makePin(5);
  for (const width of [1280, 390]) {
    const page = await browser.openConsole(service, `/pins?edit=${pinId}`, { as: 'admin', scheme, width });
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/approval-${scheme}-${width}.png` });
  }
});
