import type { Origin } from '../../domain/origin.ts';
import { rowName } from '../pins/row-options.ts';

/** What reports are told by, in the API's words, and what their columns are called here. */
export const DIMENSIONS = {
  day: { column: 'day', title: 'Day' },
  row: { column: 'row_id', title: 'Row' },
  position: { column: 'position', title: 'Slot' },
  source: { column: 'source', title: 'Source' },
  model: { column: 'model', title: 'Model' },
  arm: { column: 'arm', title: 'Arm' },
  surface: { column: 'surface', title: 'Surface' },
  region: { column: 'region', title: 'Region' },
  item: { column: 'item_id', title: 'Item' },
  rung: { column: 'rung', title: 'Rung' },
  route: { column: 'route', title: 'Route' },
  pin: { column: 'pin_id', title: 'Pin' },
} as const;
export type Dimension = keyof typeof DIMENSIONS;

/** A column that is no metric: "row_id" -> "Row"; one that is not known by its own name. */
export function columnTitle(column: string): string {
  const known = Object.values(DIMENSIONS).find((dimension) => dimension.column === column);
  if (known !== undefined) return known.title;
  const words = column.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What stands in such a column: rows by their names, slots counted from 1, sources in plain words. */
export function dimensionText(column: string, value: unknown): string {
  if (value === null || value === undefined) return NONE[column] ?? '–';
  if (column === 'row_id') return rowName(String(value));
  if (column === 'position') return String(Number(value) + 1);
  if (column === 'source') return String(value).replaceAll('-', ' ');
  if (column === 'surface') return SURFACES[String(value)] ?? String(value);
  if (column === 'day') return dayText(String(value));
  return String(value);
}

/** "2026-11-27" -> "Fri 27 Nov 2026". */
export const dayText = (day: string): string => LONG.format(new Date(`${day}T00:00Z`)).replace(',', '');
/** "2026-11-27" -> "Friday". */
export const weekdayText = (day: string): string => WEEKDAY.format(new Date(`${day}T00:00Z`));
/** "2026-11-27" -> "27 Nov". */
export const shortDayText = (day: string): string => SHORT.format(new Date(`${day}T00:00Z`));

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = {
  app: 'Apps',
  simulate: 'Simulated viewers',
  import: 'Imported viewers',
  test: 'Tests',
};

const NONE: Readonly<Record<string, string>> = {
  model: 'No model',
  arm: 'No experiment',
  region: 'No region',
  pin_id: 'No pin',
};
const SURFACES: Readonly<Record<string, string>> = { tv: 'TV', web: 'Web', mobile: 'Mobile' };
const DAY = { timeZone: 'UTC', day: 'numeric', month: 'short' } as const;
const LONG = new Intl.DateTimeFormat('en-GB', { ...DAY, weekday: 'short', year: 'numeric' });
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long' });
const SHORT = new Intl.DateTimeFormat('en-GB', DAY);
