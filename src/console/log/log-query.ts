import type { Input } from '../../../clients/typescript/src/index.ts';
import { ORIGINS } from '../../domain/origin.ts';
import { RUNGS, SOURCES } from '../../domain/page.ts';

type Asked = NonNullable<Input<'listImpressions'>>;

/** Which impressions: all that are given hold. Named and read as GET /v1/impressions has them. */
export type LogFilters = Readonly<Pick<Asked, FilterName>>;
export type FilterName = (typeof FILTER_NAMES)[number];

/** Of when: a time up to now, or an exact one (from this moment, before that). */
export type LogTime = { readonly last: Last } | { readonly from: string; readonly to: string };
export type Last = keyof typeof LAST_MS;

/** All that the explorer asks for, which is its address. */
export interface LogQuery {
  readonly time: LogTime;
  /** null: as it is by default, simulated viewers on a demo and apps elsewhere. */
  readonly origin: Asked['origin'] | null;
  /** Whether to say what came of each. */
  readonly outcomes: boolean;
  readonly filters: LogFilters;
}

/** What is not understood counts as not there: an address may be old or typed by hand. */
export function readLogQuery(search: URLSearchParams): LogQuery {
  const filters: Record<string, unknown> = {};
  for (const name of FILTER_NAMES) {
    const value = filterValue(name, search.get(name) ?? '');
    if (value !== undefined) filters[name] = value;
  }
  return {
    time: timeOf(search),
    origin: oneOf([...ORIGINS, 'all'] as const, search.get('origin')) ?? null,
    outcomes: search.get('outcomes') !== 'false',
    filters: filters as LogFilters,
  };
}

/** Only what differs from what is shown anyway, so that addresses stay short. */
export function writeLogQuery({ time, origin, outcomes, filters }: LogQuery): URLSearchParams {
  const search = new URLSearchParams();
  if ('from' in time) {
    search.set('from', time.from);
    search.set('to', time.to);
  } else if (time.last !== DEFAULT_LAST) search.set('last', time.last);
  if (origin !== null) search.set('origin', origin!);
  if (!outcomes) search.set('outcomes', 'false');
  for (const name of FILTER_NAMES) if (filters[name] !== undefined) search.set(name, String(filters[name]));
  return search;
}

/** The query with one filter set, or without it where the value is null. */
export function withFilter<Name extends FilterName>(
  query: LogQuery,
  name: Name,
  value: LogFilters[Name] | null,
): LogQuery {
  const { [name]: _, ...others } = query.filters;
  return { ...query, filters: value === null ? others : { ...others, [name]: value } };
}

/** The address of the explorer for a query, for links. */
export const logHref = (query: Partial<LogQuery>): string => {
  const search = writeLogQuery({ ...readLogQuery(new URLSearchParams()), ...query }).toString();
  return search === '' ? '/log' : `/log?${search}`;
};

/** What is asked, but for the time, as the API takes it. */
export const filtersAsked = ({ origin, outcomes, filters }: LogQuery, ownOrigin: OwnOrigin) =>
  ({ ...filters, origin: origin ?? ownOrigin, outcomes }) satisfies Asked;

/** Of when, as the API takes it; a time up to now has no end: the service's clock says when that is. */
export const timeAsked = ({ time }: LogQuery, nowMs: number): Pick<Asked, 'from' | 'to'> =>
  'from' in time ? time : { from: new Date(nowMs - LAST_MS[time.last]).toISOString() };

/** Whose pages are shown where nothing else is said: of apps, and on a demo of simulated viewers. */
export type OwnOrigin = 'app' | 'simulate';

/** What a filter's value is as text says it; undefined: the text says none. */
export function filterValue(name: FilterName, text: string): LogFilters[FilterName] {
  if (text.trim() === '') return undefined;
  switch (name) {
    case 'pinned':
    case 'explored':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'position':
      return /^\d{1,5}$/.test(text) && Number(text) <= 32_767 ? Number(text) : undefined;
    case 'userKey':
      return /^[0-9a-f]{32}$/i.test(text.trim()) ? text.trim().toLowerCase() : undefined;
    case 'source':
      return oneOf(SOURCES, text);
    case 'rung':
      return oneOf(RUNGS, text);
    case 'surface':
      return oneOf(['tv', 'web', 'mobile'] as const, text);
    case 'region':
      return /^[A-Z]{2}$/.test(text) ? text : undefined;
    default:
      return text.trim();
  }
}

/** In the order in which they are offered and shown. */
export const FILTER_NAMES = [
  'itemId',
  'rowId',
  'position',
  'source',
  'pinned',
  'explored',
  'userKey',
  'surface',
  'region',
  'rung',
  'model',
  'arm',
] as const satisfies readonly (keyof Asked)[];

const HOUR_MS = 3_600_000;
export const LAST_MS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS } as const;
export const DEFAULT_LAST: Last = '7d';

function timeOf(search: URLSearchParams): LogTime {
  const [from, to] = ['from', 'to'].map((name) => Date.parse(search.get(name) ?? ''));
  if (from! < to!) return { from: new Date(from!).toISOString(), to: new Date(to!).toISOString() };
  return { last: oneOf(Object.keys(LAST_MS) as Last[], search.get('last')) ?? DEFAULT_LAST };
}

const oneOf = <Word extends string>(words: readonly Word[], given: string | null): Word | undefined =>
  words.find((word) => word === given);
