import type { Page } from 'playwright-core';
import { type Look, openBrowser } from './browser.ts';
import { fillFewFilms } from './few-films.ts';
import { startTestService, type TestService } from './service.ts';

/** A service with eight films, a browser, and pins as tests want them. */
export interface PinsWorld {
  readonly service: TestService;
  open(path?: string, look?: Look): Promise<Page>;
  /** Of Heat in slot 2 of top-picks, on since yesterday and for two more days, but for the changes. Gives its id. */
  makePin(changes?: object): Promise<string>;
  /** All but the withdrawn ones, by age. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  storedPins(): Promise<any[]>;
  withdrawAll(): Promise<void>;
  close(): Promise<void>;
}

export async function openPinsWorld(): Promise<PinsWorld> {
  const [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  await fillFewFilms(service);
  const storedPins: PinsWorld['storedPins'] = async () =>
    (await service.call('GET', '/v1/pins?limit=500', { as: 'editor' })).body.items;
  return {
    service,
    storedPins,
    open: (path = '/pins', look = {}) => browser.openConsole(service, path, look),
    async makePin(changes = {}) {
      const { status, body } = await service.call('POST', '/v1/pins', { as: 'editor', json: aPin(changes) });
      if (status !== 201) throw new Error(`The pin was not taken: ${JSON.stringify(body)}`);
      return body.pin.pinId;
    },
    async withdrawAll() {
      for (const { pinId } of await storedPins()) await service.call('DELETE', `/v1/pins/${pinId}`, { as: 'editor' });
    },
    async close() {
      await service.destroy();
      await browser.close();
    },
  };
}

export const aPin = (changes: object = {}) => ({
  ...{ itemId: 'heat', rowId: 'top-picks', position: 1, from: inDays(-1), until: inDays(2) },
  ...changes,
});

/** The console shows pins around the real now. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
