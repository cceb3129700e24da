import { expect, test } from '@jest/globals';
import type { Answer } from '../../../clients/typescript/src/client.ts';
import { nextItems, nextPages } from '../../../clients/typescript/src/next-pages.ts';

type Page = Answer<'getNextRows'>;
const row = (rowId: string, next: string | null) => ({ rowId, next }) as Page['rows'][number];
const page = (next: string | null, ...rows: Page['rows']) => ({ next, rows }) as Page;

test('the pages after a page are asked for one by one, until there is no more', async () => {
  const answers: Record<string, Page> = { a: page('b', row('new', null)), b: page(null, row('popular', null)) };
  const asked: string[] = [];
  const client = {
    async getNextRows({ token }: { token: string }) {
      asked.push(token);
      return answers[token]!;
    },
  };
  const rowIds: string[] = [];
  for await (const { rows } of nextPages(client, page('a'))) {
    rowIds.push(rows[0]!.rowId);
    expect(asked).toHaveLength(rowIds.length);
  }
  expect(rowIds).toEqual(['new', 'popular']);
  for await (const _ of nextPages(client, page(null))) throw new Error('A page without a next one has none');
});

test('so are those of a row, and a page without it is their end', async () => {
  const answers: Record<string, Page> = { a: page(null, row('genre:war', 'b')), b: page(null) };
  const client = { getNextItems: async ({ token }: { token: string }) => answers[token]! };
  const found: Page[] = [];
  for await (const more of nextItems(client, row('genre:war', 'a'))) found.push(more);
  expect(found).toEqual([answers.a]);
});
