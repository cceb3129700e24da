import type { Page } from 'playwright-core';
import type { Look } from '../../support/browser.ts';

/** One picture of the console: where it is, how it is looked at, and what is done before it is taken. */
export interface Shot {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly path: string;
  readonly look?: Look;
  arrange(page: Page): Promise<void>;
}

const DARK: Look = { scheme: 'dark' };
const ANALYST: Look = { as: 'analyst' };
const ZONE = 'tz=Europe%2FBerlin';
const PHONE: Look = { width: 390, height: 780 };

/** Waits until the posters of a page are there. */
const cards = (page: Page) =>
  page
    .getByRole('button', { name: /, slot 1 of / })
    .first()
    .waitFor();

/** Waits until the numbers of a report are there, all of them. */
async function counted(page: Page): Promise<void> {
  await page.getByRole('figure').waitFor();
  for (const waiting of await page.getByRole('status', { name: 'Loading' }).all())
    await waiting.waitFor({ state: 'detached', timeout: 60_000 });
}

export const SHOTS: readonly Shot[] = [
  {
    name: 'login',
    path: '/',
    look: { height: 600 },
    arrange: (page) => page.getByRole('button', { name: 'Log in' }).waitFor(),
  },
  {
    name: 'preview',
    path: '/preview?user=sim-1&region=US',
    look: { height: 900 },
    async arrange(page) {
      await cards(page);
      await page.getByRole('searchbox', { name: 'Find an item' }).fill('gladiator');
      await page.getByRole('list', { name: 'Found' }).getByRole('button', { name: 'Gladiator' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Keep as draft' }).click();
      await page.getByRole('heading', { name: 'Drafts (1)' }).waitFor();
      await page.getByRole('status', { name: 'Difference' }).waitFor();
    },
  },
  {
    name: 'preview-why',
    path: '/preview?user=sim-1&region=US',
    look: { ...DARK, height: 900 },
    async arrange(page) {
      await cards(page);
      await page
        .getByRole('button', { name: /, slot 3 of Top picks/ })
        .first()
        .click();
      await page
        .getByRole('dialog', { name: 'Why this item' })
        .getByText(/^It stands at place/)
        .waitFor();
    },
  },
  { name: 'preview-phone', path: '/preview?user=sim-1&region=US&surface=mobile', look: PHONE, arrange: cards },
  { name: 'pins', path: '/pins', arrange: (page) => page.getByRole('row', { name: /Finding Nemo/ }).waitFor() },
  {
    name: 'pins-timeline',
    path: '/pins?view=timeline&span=month',
    look: DARK,
    arrange: (page) => page.getByText('The Godfather').filter({ visible: true }).first().waitFor(),
  },
  {
    name: 'pin',
    path: '/pins?new=',
    look: { height: 900 },
    arrange: (page) => page.getByRole('dialog').getByLabel('Slot').waitFor(),
  },
  {
    name: 'catalogue',
    path: '/catalogue/items?q=god',
    arrange: (page) => page.getByText('The Godfather', { exact: true }).filter({ visible: true }).first().waitFor(),
  },
  {
    name: 'catalogue-item',
    path: '/catalogue/items?q=the%20godfather',
    look: { height: 900 },
    async arrange(page) {
      await page.getByText('The Godfather', { exact: true }).filter({ visible: true }).first().click();
      await page.getByRole('dialog').getByLabel('Title').first().waitFor();
    },
  },
  {
    name: 'collections',
    path: '/catalogue/collections',
    look: { height: 900 },
    async arrange(page) {
      await page.getByText('Award season').filter({ visible: true }).first().click();
      await page.getByText('Fight Club').filter({ visible: true }).first().waitFor();
    },
  },
  {
    name: 'rules',
    path: '/catalogue/rules',
    look: DARK,
    async arrange(page) {
      await page.getByText('More comedies on TV').filter({ visible: true }).first().click();
      await page.getByText('More comedies on TV').first().waitFor();
      await page.getByText('Counting …').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'segments',
    path: '/catalogue/segments',
    async arrange(page) {
      await page.getByText('Drama regulars').filter({ visible: true }).first().click();
      await page.getByText('plays >= 5').first().waitFor();
    },
  },
  {
    name: 'suggestions',
    path: '/suggestions?kind=tags',
    arrange: (page) => page.getByRole('article').first().waitFor({ timeout: 60_000 }),
  },
  {
    name: 'audit',
    path: '/audit',
    look: DARK,
    async arrange(page) {
      await page.getByRole('article').filter({ hasText: 'pin' }).first().getByRole('button', { name: 'What' }).click();
      await page.getByRole('table').waitFor();
    },
  },
  {
    name: 'reports',
    path: `/reports/overview?origin=app&metric=served&${ZONE}`,
    look: { ...ANALYST, height: 1390 },
    arrange: counted,
  },
  {
    name: 'reports-phone',
    path: `/reports/overview?origin=app&metric=watched_hours&${ZONE}`,
    look: { ...ANALYST, ...PHONE, height: 1720 },
    arrange: counted,
  },
  {
    name: 'reports-rows',
    path: `/reports/rows?range=28d&compare=week&origin=app&${ZONE}`,
    look: { ...ANALYST, ...DARK, height: 900 },
    arrange: (page) => page.getByRole('row').nth(3).waitFor(),
  },
  {
    name: 'reports-items',
    path: `/reports/items?range=28d&origin=app&${ZONE}`,
    look: { ...ANALYST, height: 900 },
    arrange: (page) => page.getByRole('row').nth(3).waitFor(),
  },
  {
    name: 'log',
    path: '/log?rowId=top-picks&position=0',
    look: ANALYST,
    arrange: (page) => page.getByRole('row').filter({ hasText: 'Clicked' }).first().waitFor(),
  },
  {
    name: 'log-page',
    path: '/log?rowId=top-picks&position=0',
    look: { ...ANALYST, ...DARK, height: 900 },
    async arrange(page) {
      await page.getByRole('row').filter({ hasText: 'Clicked' }).first().getByRole('link').click();
      await page.getByRole('region', { name: 'Why this item' }).waitFor();
      await page.getByRole('region', { name: 'What happened after' }).getByText(/^Saw/).waitFor();
    },
  },
];
