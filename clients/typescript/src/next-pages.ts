import type { Answer, CallOptions, MarqueeClient } from './client.ts';

type Page = Answer<'getNextRows'>;
type Row = Page['rows'][number];

/** The pages that come after a page, each asked for when it is taken: `for await (const { rows } of nextPages(client, home))`. */
export async function* nextPages(
  client: Pick<MarqueeClient, 'getNextRows'>,
  { next }: Pick<Page, 'next'>,
  options?: CallOptions,
): AsyncGenerator<Page> {
  for (let token = next; token !== null; ) {
    const page = await client.getNextRows({ token }, options);
    yield page;
    token = page.next;
  }
}

/**
 * The pages of one row that come after it, on whichever page it stood: `for await (const { rows: [more] } of nextItems(client, row))`. Each is a
 * decision of its own, by whose impression ids its items are known.
 */
export async function* nextItems(
  client: Pick<MarqueeClient, 'getNextItems'>,
  { next }: Pick<Row, 'next'>,
  options?: CallOptions,
): AsyncGenerator<Page> {
  for (let token = next; token !== null; ) {
    const page = await client.getNextItems({ token }, options);
    if (page.rows.length === 0) return;
    yield page;
    token = page.rows[0]!.next;
  }
}
