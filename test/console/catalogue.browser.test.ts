import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openBrowser, seriousFindings, type TestBrowser } from '../support/browser.ts';
import { fillFewFilms, homeOf } from '../support/few-films.ts';
import { anItem } from '../support/items.ts';
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

test('an upload with a line that is not right stores the others and says which was refused, and why; all of it can be downloaded', async () => {
  const page = await browser.openConsole(service, '/catalogue/items');
  await page.getByRole('button', { name: 'Upload' }).click();
  const lines = [JSON.stringify(anItem('alien', { title: 'Alien' })), '{"itemId": "broken", "type": "movie"}'];
  const file = { name: 'new.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines.join('\n')) };
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(file);
  const report = page.getByRole('region', { name: 'Import report' });
  await report.getByText('Stored 1 line; 1 was refused.').waitFor();
  await report.getByRole('row', { name: /^2 / }).waitFor();
  const download = page.waitForEvent('download');
  await report.getByRole('button', { name: 'Download all 1' }).click();
  expect((await download).suggestedFilename()).toBe('new.ndjson.refused.csv');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Alien' }).waitFor();
});

test('a blocked item is off the next page of the app, and Undo brings it back', async () => {
  await eventually(homeItems, (ids) => ids.includes('platoon'), 1000);
  const page = await browser.openConsole(service, '/catalogue/items?q=platoon');
  await page.getByRole('button', { name: /^Platoon/ }).click();
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  await eventually(homeItems, (ids) => !ids.includes('platoon'), 1000);
  await page.getByText('Blocked: shown nowhere').waitFor();
  await undo.click();
  await page.getByText('Undone.').waitFor();
  await eventually(homeItems, (ids) => ids.includes('platoon'), 1000);
  await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
});

test('a field and a licence are changed; a second editor who changed the same is told, and loses nothing', async () => {
  const page = await browser.openConsole(service, '/catalogue/items?item=heat');
  const title = page.getByRole('textbox', { name: 'Title' });
  await title.fill('Heat (1995)');
  await page.getByRole('button', { name: 'Add a licence' }).click();
  await page.getByRole('group', { name: 'Licence 2' }).getByLabel('Until').fill('2030-01-01T00:00');
  const changed = anItem('heat', { title: 'Heat', genres: ['Crime'], maturity: 'adult' });
  await service.call('PUT', '/v1/items/heat', { as: 'editor', json: changed });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody changed it in the meantime' });
  await dialog.getByRole('row', { name: /^genres .*Crime/ }).waitFor();
  await dialog.getByRole('row', { name: 'title Heat Heat Heat (1995)' }).waitFor();
  await dialog.getByRole('button', { name: 'Put my changes onto theirs' }).click();
  await page.getByText('Saved “Heat (1995)”.').waitFor();
  const { body } = await service.call('GET', '/v1/items/heat', { as: 'editor' });
  expect(body).toMatchObject({ title: 'Heat (1995)', genres: ['Crime'], maturity: 'adult' });
  // By the clocks of the editor, in Berlin.
  expect(body.windows[1]).toEqual({ region: '*', from: null, until: '2029-12-31T23:00:00.000Z' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone.').waitFor();
  expect((await service.call('GET', '/v1/items/heat', { as: 'editor' })).body).toMatchObject(changed);
});

test('an item is made, and an id that is there already is not overwritten', async () => {
  const page = await browser.openConsole(service, '/catalogue/items?new=1');
  await page.getByRole('textbox', { name: 'Id' }).fill('heat');
  await page.getByRole('textbox', { name: 'Title' }).fill('Another');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').filter({ hasText: 'There is an item heat already' }).waitFor();
  await page.getByRole('textbox', { name: 'Id' }).fill('another');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/item=another/);
  expect((await service.call('GET', '/v1/items/another', { as: 'editor' })).body.title).toBe('Another');
});

test.each(['light', 'dark'] as const)(
  'it is accessible, %s, on a desk and on a phone',
  async (scheme) => {
    await service.call('PUT', '/v1/collections/looked-at', {
      as: 'editor',
      json: { title: 'Looked at', itemIds: ['glory', 'heat'] },
    });
    for (const width of [1280, 390]) {
      for (const [name, path, sign, button] of LOOKS) {
        const page = await browser.openConsole(service, path, { scheme, width });
        if (button !== undefined) await page.getByRole('button', { name: button }).click();
        await page.getByText(sign).first().waitFor();
        expect({ name, findings: await seriousFindings(page) }).toEqual({ name, findings: [] });
        if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/${name}-${scheme}-${width}.png` });
        await page.close();
      }
    }
  },
  120_000,
);

const LOOKS = [
  ['items', '/catalogue/items', 'Glory'],
  ['item', '/catalogue/items?as=list&item=glory', 'For everyone: kids, teen and adult profiles.'],
  ['collection', '/catalogue/collections?id=looked-at', '2 items'],
  ['rule', '/catalogue/rules?new=1', 'Takes a title of the middle up to about the best 16%'],
  ['segment', '/catalogue/segments?new=1', 'Asked anew whenever a page is made'],
  ['upload', '/catalogue/items', 'Drop an NDJSON file here, or', 'Upload'],
  ['help', '/catalogue/rules?new=1', 'Tests are joined by', 'What can be written here'],
] as const;

const homeItems = async () => (await homeOf(service)).flatMap(({ items }) => items.map(({ itemId }) => itemId));
