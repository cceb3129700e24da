import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { onDay, wallOf, weekdayOf } from '../../src/console/parts/moment.ts';
import { type Look, openBrowser } from './browser.ts';
import { anItem } from './items.ts';
import { eventually, startTestService } from './service.ts';

export const BERLIN = 'Europe/Berlin';
/** A Saturday to come, at noon: what is pinned "this weekend" is on. */
export const SATURDAY = saturdayNoon(Date.now());
/** What nobody has seen yet. */
export const FILM = 'The Long Way Home';

export type PreviewWorld = Awaited<ReturnType<typeof openPreviewWorld>>;

/** A service and a browser on that Saturday, with films of three genres that were watched, and FILM; and hands to work the Preview view with. */
export async function openPreviewWorld() {
  const startedMs = performance.now();
  const clock = {
    nowMs: () => Date.parse(SATURDAY) + performance.now() - startedMs,
    monotonicMs: () => performance.now(),
  };
  const [service, browser] = await Promise.all([startTestService({ clock }), openBrowser()]);

  /** By the clock of the service. */
  async function open(path: string, look: Look = {}): Promise<Page> {
    const page = await browser.openConsole(service, path, look);
    await page.clock.setFixedTime(SATURDAY);
    await page.goto(`${service.baseUrl}/console${path}`);
    return page;
  }

  /** A row of a preview in the US, counted from 1: of a user, or of anybody. */
  async function rowOf(number: number, who: object = { audience: {} }) {
    const json = { ...who, region: 'US', include: ['title'] };
    const row = (await service.call('POST', '/v1/preview', { as: 'editor', json })).body.page.rows[number - 1];
    const titles = (row.items as { item: { title: string } }[]).map(({ item }) => item.title);
    return { rowId: row.rowId as string, rowTitle: row.title as string, titles };
  }

  /** What the app shows first in a row, to u1. */
  async function shownInApp(rowId: string): Promise<string | undefined> {
    const { body } = await service.call('GET', HOME);
    return body.rows.find((row: { rowId: string }) => row.rowId === rowId)?.items[0].item.title;
  }

  const pins = async () => (await service.call('GET', '/v1/pins', { as: 'editor' })).body.items as { pinId: string }[];

  /** No test finds what another one pinned. */
  async function withdrawAll(): Promise<void> {
    for (const { pinId } of await pins()) await service.call('DELETE', `/v1/pins/${pinId}`, { as: 'editor' });
    await eventually(
      async () => JSON.stringify((await service.call('GET', HOME)).body.rows),
      (rows) => !rows.includes('"pinned":true'),
      1_000,
    );
  }

  /** A pin of FILM, once it stands on pages. */
  async function makePin(changes: object): Promise<string> {
    const hour = 3_600_000;
    const [from, until] = [-hour, 24 * hour].map((ms) => new Date(Date.parse(SATURDAY) + ms).toISOString());
    const json = { itemId: 'long-way', from, until, ...changes };
    const { status, body } = await service.call('POST', '/v1/pins', { as: 'editor', json });
    expect(status).toBe(201);
    await eventually(
      async () => JSON.stringify((await service.call('GET', HOME)).body.rows),
      (rows) => rows.includes('"pinned":true'),
      1_000,
    );
    return body.pin.pinId;
  }

  /** Films of three genres, watched often enough to be popular; and one that nobody knows. */
  async function fill(): Promise<void> {
    const genres = ['Comedy', 'Horror', 'Documentary'];
    const films = genres.flatMap((genre) =>
      Array.from({ length: 15 }, (_, at) =>
        anItem(`${genre}-${at}`, { title: `${genre} number ${at}`, genres: [genre] }),
      ),
    );
    films.push(anItem('long-way', { title: FILM, genres: ['Drama'] }));
    const raw = films.map((film) => JSON.stringify(film)).join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    expect((await service.call('POST', '/v1/items', { as: 'editor', headers, raw })).body.rejected).toEqual([]);
    const events = Array.from({ length: 200 }, (_, at) => ({
      eventId: `e${at}`,
      type: 'complete',
      userId: `viewer-${at % 20}`,
      itemId: films[(at * 7) % 45]!.itemId,
      portion: 1,
      timestamp: new Date(Date.parse(SATURDAY) - 3_600_000 - at * 60_000).toISOString(),
    }));
    expect((await service.call('POST', '/v1/events', { json: { events } })).body.rejected).toEqual([]);
    await service.settled();
    // What was watched is counted: from here on the page stays as it is.
    const rowIds = async () => {
      const { body } = await service.call('GET', HOME);
      return (body.rows as { rowId: string }[]).map(({ rowId }) => rowId);
    };
    await eventually(rowIds, (ids) => ids.includes('trending') && ids.includes('popular'), 10_000);
  }

  await fill();
  return {
    service,
    open,
    rowOf,
    shownInApp,
    pins,
    withdrawAll,
    makePin,
    async close() {
      await service.destroy();
      await browser.close();
    },
  };
}

/** A card by its place, as it is read out. */
export const slot = (page: Page, number: number, rowTitle: string) =>
  page.getByRole('button', { name: new RegExp(`, slot ${number} of ${rowTitle}(,|$)`) }).first();

/** What is carried listens to keys from the task after it was taken. */
export const nextTask = (page: Page) => page.evaluate('new Promise((resolve) => setTimeout(resolve))');

/** By the mouse, in steps, as a hand does it. */
export async function dragTo(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.waitFor();
  await to.scrollIntoViewIfNeeded();
  const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!];
  await page.mouse.move(start.x + 20, start.y + 12);
  await page.mouse.down();
  await page.mouse.move(start.x - 10, start.y + 16, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 6 });
  await page.getByText(/^The Long Way Home: slot/).waitFor({ state: 'attached' });
  await page.mouse.up();
}

const HOME = '/v1/users/u1/home?surface=tv&region=US&include=title';

function saturdayNoon(nowMs: number): string {
  const wall = wallOf(nowMs, BERLIN);
  const days = (6 - weekdayOf(wall) + 7) % 7 || 7;
  const noon = onDay(wall, days, '11:00');
  return `${noon}:00.000Z`;
}
