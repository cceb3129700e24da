import type { DimensionName } from '../report.ts';
import { textLiteral } from '../sql-text.ts';

/** A view that impressions can be counted from, and how each dimension is said over it. */
export interface CountSource {
  readonly view:
    | 'v_impression_outcomes'
    | 'v_item_impressions'
    | 'v_impressions'
    | 'v_pages'
    | 'v_funnel_hourly'
    | 'v_page_funnel_hourly'
    | 'v_item_funnel_hourly';
  /** The column that says when: of an impression, or the hour of many. */
  readonly time: 'served_at' | 'hour';
  readonly dimensions: readonly DimensionName[];
}

/** The log: everything, at the price of reading it. */
export const SLOTS: CountSource = {
  view: 'v_impression_outcomes',
  time: 'served_at',
  dimensions: ['day', 'row', 'position', 'source', 'model', 'arm', 'surface', 'region', 'item', 'rung', 'route', 'pin'],
};

/** The same of a few items that are named: their pages are found by them. */
export const SLOTS_OF_ITEMS: CountSource = { ...SLOTS, view: 'v_item_impressions' };
/** More are found sooner by reading all. */
export const MOST_ITEMS = 8;

/** What was shown alone: what came of it is not looked up. */
export const SHOWN_SLOTS: CountSource = { ...SLOTS, view: 'v_impressions' };

/** The log page by page, for what is told of pages. */
export const PAGES: CountSource = {
  view: 'v_pages',
  time: 'served_at',
  dimensions: ['day', 'route', 'rung', 'surface', 'region', 'model', 'arm'],
};

/** Sums by hour, the one first whose days go back furthest. */
export const ROLL_UPS: readonly CountSource[] = [
  { view: 'v_funnel_hourly', time: 'hour', dimensions: ['day', 'row', 'position', 'source', 'model'] },
  {
    view: 'v_page_funnel_hourly',
    time: 'hour',
    dimensions: ['day', 'model', 'arm', 'surface', 'region', 'rung', 'route'],
  },
  { view: 'v_item_funnel_hourly', time: 'hour', dimensions: ['day', 'item', 'pin'] },
];

/** What is the same for a page is summed by fewer cells: taken where the log still has the days, from which those cells are whole. */
export const rollUpFor = (by: readonly DimensionName[], isInLog: boolean): CountSource | null => {
  const holding = ROLL_UPS.filter(({ dimensions }) => by.every((name) => dimensions.includes(name)));
  return (isInLog ? holding.find(({ view }) => view === 'v_page_funnel_hourly') : undefined) ?? holding[0] ?? null;
};

/**
 * A dimension's value over a source. Never NULL, so that it joins: what is not said is an empty text, which `shown` turns back.
 * `laterMs`: what is added to the time before its day is told.
 */
export function dimensionSql(name: DimensionName, { time }: CountSource, tz: string, laterMs = 0): string {
  const moved = laterMs === 0 ? time : `(${time} + interval '${laterMs} milliseconds')`;
  if (name === 'day') return `(${moved} AT TIME ZONE ${textLiteral(tz)})::date::text`;
  return VALUES[name];
}

/** The same as it stands in the source, for conditions that an index is to answer: NULL where nothing is said. */
export const bareSql = (name: DimensionName, source: CountSource, tz: string): string =>
  dimensionSql(name, source, tz).replace(/^coalesce\((.*), ''\)$/, '$1');

const VALUES: Readonly<Record<Exclude<DimensionName, 'day'>, string>> = {
  row: "coalesce(row_id, '')",
  position: 'position',
  source: 'source',
  model: "coalesce(ranker_version, '')",
  arm: "coalesce(a.experiment || ':' || a.arm, '')",
  surface: 'surface',
  region: "coalesce(region, '')",
  item: "coalesce(item_id, '')",
  rung: 'rung',
  route: 'route',
  pin: "coalesce(pin_id, '')",
};

/** A column of a dimension as it is answered: null where nothing was said. */
export const shown = (name: DimensionName, column: string): string =>
  ['row', 'model', 'arm', 'region', 'item', 'pin'].includes(name) ? `nullif(${column}, '') AS ${column}` : column;

/** FROM: a page in several experiments stands in each of them. */
export const fromOf = ({ view }: CountSource, by: readonly DimensionName[]): string =>
  by.includes('arm') ? `${view} LEFT JOIN LATERAL jsonb_each_text(arms) AS a (experiment, arm) ON true` : view;
