import type { Input } from '../../../clients/typescript/src/index.ts';
import { ORIGINS, type Origin } from '../../domain/origin.ts';
import { momentOf, onDay, wallOf } from '../parts/moment.ts';
import { DIMENSIONS, type Dimension } from './report-words.ts';

/** What the reports show, all of which is in their address: a colleague who opens it sees the same. */
export interface ReportsQuery {
  readonly range: ReportRange;
  /** Where days begin, an IANA name; null: not said yet, and then it is the reader's own. */
  readonly tz: string | null;
  /** null: as it is by default, simulated viewers on a demo and apps elsewhere. */
  readonly origin: Origin | null;
  /** Beside the same weekdays and hours before: of 7 days the 7 before, of today a week ago. */
  readonly compare: boolean;
  readonly by: readonly Dimension[];
  /** null: in the order of the report. */
  readonly sort: ReportSort | null;
  /** Rows with this in a text of theirs. */
  readonly find: string | null;
  /** Which metric is drawn; null: the view's first. */
  readonly metric: string | null;
}

/** A time up to now, or whole days of the zone, from the first to the last. */
export type ReportRange = Preset | { readonly from: string; readonly to: string };
export type Preset = (typeof PRESETS)[number];
export const PRESETS = ['today', '7d', '28d'] as const;
export const DEFAULT_PRESET: Preset = '7d';

export interface ReportSort {
  readonly column: string;
  readonly descending: boolean;
}

/** What GET /v1/reports/{report} takes, but for the report. */
export type ReportAsked = Omit<Input<'getReport'>, 'report'>;

/** What is not understood counts as not there: an address may be old or typed by hand. */
export function readReportsQuery(search: URLSearchParams): ReportsQuery {
  const tz = search.get('tz');
  const sort = search.get('sort') ?? '';
  return {
    range: rangeIn(search),
    tz: tz !== null && isZone(tz) ? tz : null,
    origin: ORIGINS.find((origin) => origin === search.get('origin')) ?? null,
    compare: search.get('compare') === 'week',
    by: [...new Set((search.get('by') ?? '').split(','))].filter((name): name is Dimension =>
      Object.hasOwn(DIMENSIONS, name),
    ),
    sort: /^-?\w+$/.test(sort) ? { column: sort.replace('-', ''), descending: sort.startsWith('-') } : null,
    find: search.get('find') || null,
    metric: /^\w+$/.test(search.get('metric') ?? '') ? search.get('metric') : null,
  };
}

/** Only what differs from what is shown anyway, and the zone; what a tab has of its own in the address stays in it. */
export function writeReportsQuery(query: ReportsQuery, before = new URLSearchParams()): URLSearchParams {
  const { range, sort, compare, by, ...plain } = query;
  const search = new URLSearchParams(before);
  for (const name of OWN) search.delete(name);
  if (typeof range !== 'string') {
    search.set('from', range.from);
    search.set('to', range.to);
  } else if (range !== DEFAULT_PRESET) search.set('range', range);
  if (by.length > 0) search.set('by', by.join(','));
  if (compare) search.set('compare', 'week');
  if (sort !== null) search.set('sort', `${sort.descending ? '-' : ''}${sort.column}`);
  for (const [name, value] of Object.entries(plain)) if (value !== null) search.set(name, value);
  return search;
}

/** The instants of a range as of a moment: [from, to). Days that are not over end at that moment. */
export function spanOf(range: ReportRange, tz: string, asOfMs: number): { readonly from: string; readonly to: string } {
  const now = new Date(asOfMs).toISOString();
  if (range === '7d' || range === '28d')
    return { from: new Date(asOfMs - (range === '7d' ? 7 : 28) * DAY_MS).toISOString(), to: now };
  if (range === 'today') {
    const from = midnight(wallOf(asOfMs, tz).slice(0, 10), tz);
    // At midnight itself today has nothing yet, and a time has to have a length.
    return { from: from < now ? from : new Date(asOfMs - 1).toISOString(), to: now };
  }
  const from = midnight(range.from, tz);
  const to = midnight(onDay(range.to, 1, '00:00').slice(0, 10), tz);
  return { from, to: from < now && now < to ? now : to };
}

/** When a day ("2026-11-27") begins in a zone. */
export const midnight = (day: string, tz: string): string => momentOf(`${day}T00:00`, tz)!.instant;

/** As the API takes it. */
export function askedOf(
  { range, tz, origin, compare, by }: Pick<ReportsQuery, 'range' | 'tz' | 'origin' | 'compare' | 'by'>,
  own: { readonly tz: string; readonly origin: Origin },
  asOfMs: number,
): ReportAsked {
  const zone = tz ?? own.tz;
  return {
    ...spanOf(range, zone, asOfMs),
    tz: zone,
    origin: origin ?? own.origin,
    ...(by.length > 0 && { by: [...by] }),
    ...(compare && { compare: 'week' as const }),
  };
}

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function rangeIn(search: URLSearchParams): ReportRange {
  const [from, to] = [search.get('from') ?? '', search.get('to') ?? ''];
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  return PRESETS.find((preset) => preset === search.get('range')) ?? DEFAULT_PRESET;
}

export const isDay = (text: string): boolean =>
  /^(19|20)\d\d-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00Z`)) &&
  new Date(`${text}T00:00Z`).toISOString().startsWith(text);

const OWN = ['range', 'from', 'to', 'tz', 'origin', 'compare', 'by', 'sort', 'find', 'metric'] as const;
const DAY_MS = 86_400_000;
