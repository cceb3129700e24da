import type { Item, SentItem } from '../../../../clients/typescript/src/index.ts';

/** An item as its form holds it: numbers that are not there as null, windows with a key to tell rows apart. */
export interface ItemFields {
  readonly itemId: string;
  readonly type: Item['type'];
  readonly title: string;
  readonly description: string;
  readonly genres: readonly string[];
  readonly tags: readonly string[];
  readonly cast: readonly string[];
  readonly directors: readonly string[];
  readonly language: string;
  readonly releaseDate: string;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly durationMin: number | null;
  readonly maturity: Item['maturity'];
  readonly seriesId: string;
  readonly season: number | null;
  readonly episode: number | null;
  readonly windows: readonly WindowFields[];
  readonly imageUrl: string;
}

export interface WindowFields {
  readonly key: number;
  /** '*': everywhere. */
  readonly region: string;
  readonly from: string | null;
  readonly until: string | null;
}

export type ItemProblems = Partial<Record<keyof ItemFields, string>>;

/** Of a new item what most have: a film for everywhere, from now on. */
export function itemFieldsOf(item: Item | null): ItemFields {
  if (item === null) return NEW;
  const { blocked: _, durationS, language, releaseDate, seriesId, imageUrl, windows, ...same } = item;
  return {
    ...same,
    durationMin: durationS === null ? null : Math.round((durationS / 60) * 100) / 100,
    language: language ?? '',
    releaseDate: releaseDate ?? '',
    seriesId: seriesId ?? '',
    imageUrl: imageUrl ?? '',
    windows: windows.map((window, key) => ({ key, ...window })),
  };
}

/** The item that the fields say. `before`: as it is stored; what was not touched stays exactly as it is there. */
export function itemOf(fields: ItemFields, before: Item | null): SentItem {
  const { durationMin, windows, language, releaseDate, seriesId, imageUrl, title, description, ...same } = fields;
  const isSameLength = before !== null && itemFieldsOf(before).durationMin === durationMin;
  return {
    ...same,
    title: title.trim(),
    description: description.trim(),
    durationS: isSameLength ? before.durationS : durationMin === null ? null : Math.round(durationMin * 60),
    language: textOrNull(language),
    releaseDate: textOrNull(releaseDate),
    seriesId: textOrNull(seriesId),
    imageUrl: textOrNull(imageUrl),
    windows: windows.map(({ key: _, ...window }) => window),
  };
}

export function itemProblemsOf(fields: ItemFields): ItemProblems {
  const problems: { -readonly [Key in keyof ItemProblems]: ItemProblems[Key] } = {};
  if (!/^[A-Za-z0-9._:@-]{1,128}$/.test(fields.itemId)) problems.itemId = '1 to 128 of A–Z a–z 0–9 . _ : @ -';
  if (fields.title.trim() === '') problems.title = 'It needs a title.';
  if (fields.language !== '' && !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(fields.language))
    problems.language = 'A language tag such as en or pt-BR.';
  if (fields.releaseDate !== '' && Number.isNaN(Date.parse(fields.releaseDate)))
    problems.releaseDate = 'A date such as 2026-01-31, or a time with offset.';
  if (fields.startsAt !== null && fields.endsAt !== null && !isBefore(fields.startsAt, fields.endsAt))
    problems.endsAt = 'This is not after the beginning.';
  if (fields.type === 'episode' && fields.seriesId === '') problems.seriesId = 'Which series is it of?';
  if (fields.durationMin !== null && fields.durationMin <= 0) problems.durationMin = 'More than nothing.';
  if (fields.windows.length === 0) problems.windows = 'Without a licence it is shown nowhere: add at least one.';
  else if (fields.windows.some(({ from, until }) => from !== null && until !== null && !isBefore(from, until)))
    problems.windows = 'A licence ends before it begins.';
  return problems;
}

const isBefore = (a: string, b: string): boolean => Date.parse(a) < Date.parse(b);
const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const NEW: ItemFields = {
  itemId: '',
  type: 'film',
  title: '',
  description: '',
  genres: [],
  tags: [],
  cast: [],
  directors: [],
  language: '',
  releaseDate: '',
  startsAt: null,
  endsAt: null,
  durationMin: null,
  maturity: 'teen',
  seriesId: '',
  season: null,
  episode: null,
  windows: [{ key: 0, region: '*', from: null, until: null }],
  imageUrl: '',
};
