import { anItem } from './items.ts';
import type { TestService } from './service.ts';

/** Eight films for everyone everywhere, of two genres by turns: id `paths-of-glory` for "Paths of Glory". */
export async function fillFewFilms(service: Pick<TestService, 'call'>): Promise<void> {
  const items = TITLES.map((title, at) =>
    anItem(title.toLowerCase().replaceAll(' ', '-'), { title, genres: [at % 2 === 0 ? 'War' : 'Comedy'] }),
  );
  const raw = items.map((item) => JSON.stringify(item)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const { body } = await service.call('POST', '/v1/items', { as: 'editor', headers, raw });
  if (body.accepted !== items.length) throw new Error(`The films were not taken: ${JSON.stringify(body)}`);
}

export interface ReadRow {
  /** As it is read: a collection's own title. */
  readonly title: string;
  readonly items: readonly { readonly itemId: string }[];
}

/** The rows of the app's next page, for a viewer that nobody knows. */
export async function homeOf(service: Pick<TestService, 'call'>): Promise<readonly ReadRow[]> {
  const { body } = await service.call('GET', '/v1/users/nobody-known/home?surface=tv&items=40');
  const rows: readonly (ReadRow & { readonly titleParams: Readonly<Record<string, string>> })[] = body.rows;
  return rows.map(({ title, titleParams, items }) => ({ title: titleParams.title ?? title, items }));
}

const TITLES = ['Glory', 'Airplane', 'Platoon', 'Some Like It Hot', 'Heat', 'Zoolander', 'Paths of Glory', 'Big'];
