import { PAGE_ROUTES } from '../../domain/decision.ts';
import { INCLUDABLE_FIELDS, MATURITIES, maturityRank } from '../../domain/item.ts';
import { ROW_KINDS } from '../../domain/page.ts';
import { SURFACES } from '../../domain/pin.ts';
import type { PageSubject } from '../../domain/request.ts';
import { splitRowId } from '../../domain/row-id.ts';
import type { PageChain } from './page-chain.ts';
import { decodeAscending, encodeAscending } from './rice-code.ts';
import { createTokenReader, createTokenWriter, type TokenReader, type TokenWriter } from './token-bytes.ts';

/**
 * A chain as bytes, in two parts: what all tokens of a page have in common, and what tells one from another (what goes on, the rows
 * given, the row's last titles). Names of small lists go by their place: a list that is changed other than at its end needs another
 * TOKEN_VERSION, as does a change of this file.
 */
export function encodeCommon(chain: PageChain): Uint8Array {
  const writer = createTokenWriter();
  const { shown } = chain;
  writer.bytes(Buffer.from(shown.parentId.replaceAll('-', ''), 'hex'));
  writer.number(Math.floor(chain.fromMs));
  writer.number(chain.randomSeed);
  textOrNull(writer, chain.userId);
  textOrNull(writer, chain.userKey);
  writer.number(SURFACES.indexOf(chain.surface));
  textOrNull(writer, chain.region);
  textOrNull(writer, chain.language);
  writer.number(chain.maturity === null ? 0 : 1 + maturityRank(chain.maturity));
  writer.text(chain.timeZone);
  textOrNull(writer, chain.sessionId);
  writer.number(chain.rows);
  writer.number(chain.items);
  writer.number(chain.rowIds === null ? 0 : 1);
  if (chain.rowIds !== null) rowIdsTo(writer, chain.rowIds);
  ascendingTo(writer, chain.excludeItemNos);
  writer.texts(chain.excludeItemIds);
  textOrNull(writer, chain.filter);
  writer.texts(
    chain.about === null ? [] : 'query' in chain.about ? ['q', chain.about.query] : ['s', chain.about.seedItemId],
  );
  writer.number(chain.include.reduce((mask, field) => mask + 2 ** INCLUDABLE_FIELDS.indexOf(field), 0));
  ascendingTo(writer, shown.titleNos);
  return writer.done();
}

export function encodeOwn({ route, rowId, shown }: Pick<PageChain, 'route' | 'rowId' | 'shown'>): Uint8Array {
  const writer = createTokenWriter();
  writer.number(PAGE_ROUTES.indexOf(route));
  rowIdsTo(writer, rowId === null ? [] : [rowId]);
  rowIdsTo(writer, shown.rowIds);
  writer.number(shown.countInRow);
  writer.number(shown.lastInRow.length);
  for (const titleNo of shown.lastInRow) writer.number(titleNo);
  // Last, and not there for most: tokens of before have none.
  if ((shown.lifted ?? 0) > 0) writer.number(shown.lifted!);
  return writer.done();
}

/** Throws where the bytes are not what the two made. */
export function decodeChain(common: Uint8Array, own: Uint8Array): PageChain {
  const rest = createTokenReader(own);
  const route = PAGE_ROUTES[rest.number()]!;
  const [rowId = null] = rowIdsFrom(rest);
  const givenRowIds = rowIdsFrom(rest);
  const countInRow = rest.number();
  const lastInRow = Int32Array.from({ length: rest.number() }, () => rest.number());
  const lifted = rest.isDone() ? 0 : rest.number();

  const reader = createTokenReader(common);
  const parentId = uuidOf(reader.bytes());
  const chain = {
    route,
    rowId,
    fromMs: reader.number(),
    randomSeed: reader.number(),
    userId: nullable(reader),
    userKey: nullable(reader),
    surface: SURFACES[reader.number()]!,
    region: nullable(reader),
    language: nullable(reader),
    maturity: MATURITIES[reader.number() - 1] ?? null,
    timeZone: reader.text(),
    sessionId: nullable(reader),
    rows: reader.number(),
    items: reader.number(),
    rowIds: reader.number() === 0 ? null : rowIdsFrom(reader),
    excludeItemNos: ascendingFrom(reader),
    excludeItemIds: reader.texts(),
    filter: nullable(reader),
    about: aboutFrom(reader.texts()),
    include: fieldsOf(reader.number()),
  };
  const titleNos = ascendingFrom(reader);
  const shown = { parentId, rowIds: givenRowIds, titleNos, lastInRow, countInRow };
  return { ...chain, shown: lifted === 0 ? shown : { ...shown, lifted } };
}

function textOrNull(writer: TokenWriter, value: string | null): void {
  writer.texts(value === null ? [] : [value]);
}

const nullable = (reader: TokenReader): string | null => reader.texts()[0] ?? null;

function ascendingTo(writer: TokenWriter, numbers: Int32Array): void {
  writer.number(numbers.length);
  writer.bytes(encodeAscending(numbers));
}

function ascendingFrom(reader: TokenReader): Int32Array {
  const count = reader.number();
  return decodeAscending(reader.bytes(), count);
}

/** Before their colon the ids of rows are of a few words, which go by their place; 0: of none of them. */
function rowIdsTo(writer: TokenWriter, rowIds: readonly string[]): void {
  writer.number(rowIds.length);
  for (const rowId of rowIds) {
    const [family, key] = splitRowId(rowId);
    const place = ROW_FAMILIES.indexOf(family) + 1;
    const hasKey = rowId !== family;
    writer.number(place === 0 ? 0 : 2 * place + (hasKey ? 1 : 0));
    if (place === 0) writer.text(rowId);
    else if (hasKey) writer.text(key);
  }
}

function rowIdsFrom(reader: TokenReader): string[] {
  return Array.from({ length: reader.number() }, () => {
    const word = reader.number();
    if (word === 0) return reader.text();
    const family = ROW_FAMILIES[(word >>> 1) - 1]!;
    return (word & 1) === 0 ? family : `${family}:${reader.text()}`;
  });
}

const ROW_FAMILIES: readonly string[] = ['top-picks', ...ROW_KINDS];

const aboutFrom = ([kind, text]: string[]): PageSubject | null =>
  text === undefined ? null : kind === 'q' ? { query: text } : { seedItemId: text };

const fieldsOf = (mask: number) => INCLUDABLE_FIELDS.filter((_, at) => Math.floor(mask / 2 ** at) % 2 === 1);

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
