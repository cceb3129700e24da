import { audiencesMeet, SURFACES } from '../domain/audience.ts';
import type { Catalogue } from '../domain/catalogue.ts';
import type { Collection } from '../domain/collection.ts';
import { isEligible } from '../domain/eligibility.ts';
import { type Maturity, maturityRank } from '../domain/item.ts';
import { occurrenceAt, type Times } from '../domain/occurrence-at.ts';
import { entryOf, type PageTemplates } from '../domain/page-template.ts';
import type { Stored } from '../domain/ports/editorial-store.ts';
import { comesAgain, type PinTimes, timesMeet } from './pin-times.ts';

export interface CollectionWarning {
  readonly code: CollectionWarningCode;
  readonly detail: string;
}

export type CollectionWarningCode =
  | 'disabled'
  | 'already-over'
  | 'repeat-never-comes'
  | 'item-unknown'
  | 'item-blocked'
  | 'title-twice'
  | 'outside-licence'
  | 'region-not-licensed'
  | 'maturity-too-low'
  | 'filter-matches-nothing'
  | 'fewer-than-minimum'
  | 'no-row'
  | 'others-first';

/** A collection as it is judged, id null while it is only tried; and what is known of what is in it. */
export interface JudgedCollection {
  readonly id: string | null;
  readonly value: Collection;
  /** Dense indices of what is in it now, withdrawn items left out. */
  readonly items: Int32Array;
  /** Ids that it names and that no item has, or that are blocked. */
  readonly unknown: readonly string[];
  readonly blocked: readonly string[];
}

/** What an editor would regret not knowing: why the row, or an item of it, does not show. None is an error. */
export function collectionWarnings(
  judged: JudgedCollection,
  catalogue: Catalogue,
  templates: PageTemplates,
  others: readonly Stored<Collection>[],
  nowMs: number,
): readonly CollectionWarning[] {
  const { value, unknown, blocked } = judged;
  const warnings: CollectionWarning[] = [];
  const warn = (code: CollectionWarningCode, detail: string): void => void warnings.push({ code, detail });
  const times = timesOf(value);
  if (!value.enabled) warn('disabled', 'The collection is not enabled and will not show.');
  if (Date.parse(times.until) <= nowMs) warn('already-over', 'The collection ended in the past and will not show.');
  else if (!comesAgain(times, nowMs))
    warn('repeat-never-comes', 'None of the days and times of repeat comes between now and the end.');
  if (unknown.length > 0) warn('item-unknown', `${some(unknown)}: not in the catalogue, and not shown until added.`);
  if (blocked.length > 0) warn('item-blocked', `${some(blocked)}: blocked, and not shown.`);
  warnings.push(...itemWarnings(judged, catalogue, nowMs), ...placeWarnings(judged, templates, others, nowMs));
  return warnings;
}

/** As pins have them: an end that is not said is further off than any that is. */
export const timesOf = ({ from, until, timeZone, repeat }: Times): PinTimes => ({
  from: from ?? '1900-01-01T00:00:00.000Z',
  until: until ?? '9999-12-31T00:00:00.000Z',
  timeZone,
  repeat,
});

function itemWarnings(judged: JudgedCollection, catalogue: Catalogue, nowMs: number): CollectionWarning[] {
  const { value, items } = judged;
  const { filter, audience, itemIds } = value;
  if (filter !== null && items.length === 0) {
    return [
      {
        code: 'filter-matches-nothing',
        detail: 'No title meets the filter now. Episodes are no titles: name a series.',
      },
    ];
  }
  const warnings: CollectionWarning[] = [];
  const warn = (code: CollectionWarningCode, detail: string): void => void warnings.push({ code, detail });
  const idsOf = (dense: readonly number[]): string => some(dense.map((one) => catalogue.itemId[one]!));
  if (itemIds !== null) {
    const all = [...items];
    const twice = all.filter(
      (one, at) => all.findIndex((other) => catalogue.titleOf[other] === catalogue.titleOf[one]) < at,
    );
    if (twice.length > 0)
      warn(
        'title-twice',
        `${idsOf(twice)}: another of the same series stands before it, and a page has a series once.`,
      );
    const { fromMs, untilMs } = spanOf(value, nowMs);
    const licensed = (region: string) => (one: number) => isLicensed(catalogue, one, region, fromMs, untilMs);
    const regions = audience.regions ?? ['*', ...catalogue.regions];
    const outside = all.filter((one) => !regions.some((region) => licensed(region)(one)));
    if (outside.length > 0 && fromMs < untilMs)
      warn(
        'outside-licence',
        `${idsOf(outside)}: no licence meets the collection's time in any region of its audience.`,
      );
    const here = all.filter((one) => !outside.includes(one));
    const missing = (audience.regions ?? []).filter((region) => !here.every(licensed(region)));
    if (missing.length > 0) {
      const counts = missing.map(
        (region) => `${region} (${here.filter((one) => !licensed(region)(one)).length} of ${all.length})`,
      );
      warn('region-not-licensed', `Some items have no licence during the collection's time in ${some(counts)}.`);
    }
    const levels = audience.maturities ?? [];
    const tooMature = all.filter((one) => levels.some((level) => catalogue.maturity[one]! > maturityRank(level)));
    if (tooMature.length > 0)
      warn('maturity-too-low', `${idsOf(tooMature)}: above the maturity of some of the audience, who will not see it.`);
  }
  warnings.push(...tooFew(value, items, catalogue, nowMs));
  return warnings;
}

/** Titles that are looked at for whether there are enough: one that is not found among them may still be there. */
const MOST_LOOKED_AT = 5_000;

/** In which regions and for whom there are too few titles for the row, when it is next in force. */
function tooFew(value: Collection, items: Int32Array, catalogue: Catalogue, nowMs: number): CollectionWarning[] {
  const { minimum, audience } = value;
  const { fromMs } = occurrenceAt(value)(nowMs);
  const atMs = Math.max(nowMs, fromMs);
  if (atMs === Number.POSITIVE_INFINITY || items.length > MOST_LOOKED_AT) return [];
  const count = (region: string | null, maturity: Maturity): number => {
    const titles = new Set<number>();
    for (let at = 0; at < items.length && titles.size < minimum; at++) {
      const inAudience = { region, maturityMax: maturityRank(maturity) };
      if (isEligible(catalogue, items[at]!, inAudience, atMs)) titles.add(catalogue.titleOf[items[at]!]!);
    }
    return titles.size;
  };
  const maturities = audience.maturities ?? (['adult'] as const);
  const when = fromMs > nowMs ? `at ${new Date(fromMs).toISOString()}` : 'now';
  if (audience.regions === undefined) {
    // Nobody said where: there is a row as soon as there is one somewhere.
    const most = Math.max(
      ...[null, ...catalogue.regions].flatMap((region) => maturities.map((maturity) => count(region, maturity))),
    );
    const detail = `At most ${most} titles can be shown in any region ${when}: without ${minimum} there is no row.`;
    return most >= minimum ? [] : [{ code: 'fewer-than-minimum', detail }];
  }
  const short = audience.regions.flatMap((region) =>
    maturities
      .map((maturity) => ({ found: count(region, maturity), where: `${region}, ${maturity}` }))
      .filter(({ found }) => found < minimum)
      .map(({ found, where }) => `${where} (${found})`),
  );
  if (short.length === 0) return [];
  return [
    { code: 'fewer-than-minimum', detail: `Without ${minimum} titles there is no row, ${when}: ${some(short)}.` },
  ];
}

function placeWarnings(
  { id, value }: JudgedCollection,
  templates: PageTemplates,
  others: readonly Stored<Collection>[],
  nowMs: number,
): CollectionWarning[] {
  const rowId = `collection:${id ?? ''}`;
  const surfaces = value.audience.surfaces ?? SURFACES;
  const without = surfaces.filter((surface) => entryOf(templates[surface].rows, rowId) === undefined);
  const warnings: CollectionWarning[] = without.map((surface) => ({
    code: 'no-row',
    detail: `No page of ${surface} has it: its template names neither collection nor ${id === null ? 'this one' : rowId}.`,
  }));
  const rivals = others.filter(
    (other) =>
      other.id !== id &&
      other.value.enabled &&
      goesFirst(other.value, value) &&
      audiencesMeet(other.value.audience, value.audience) &&
      timesMeet(timesOf(other.value), timesOf(value), nowMs),
  );
  for (const surface of surfaces) {
    const entry = entryOf(templates[surface].rows, rowId);
    if (entry?.row !== 'collection') continue;
    const there = rivals.filter(
      (other) =>
        (other.value.audience.surfaces ?? SURFACES).includes(surface) &&
        entryOf(templates[surface].rows, `collection:${other.id}`)?.row === 'collection',
    );
    if (there.length < entry.inAll) continue;
    const detail = `Pages of ${surface} have ${entry.inAll} collections, and ${some(there.map((one) => one.id))} go before it for some of its audience.`;
    warnings.push({ code: 'others-first', detail });
  }
  return warnings;
}

const goesFirst = (a: Collection, b: Collection): boolean =>
  (a.place === 'top') === (b.place === 'top') ? a.priority > b.priority : a.place === 'top';

/** From now on when it is in force, whatever repeats within. */
function spanOf({ from, until }: Collection, nowMs: number): { fromMs: number; untilMs: number } {
  return {
    fromMs: Math.max(nowMs, from === null ? Number.NEGATIVE_INFINITY : Date.parse(from)),
    untilMs: until === null ? Number.POSITIVE_INFINITY : Date.parse(until),
  };
}

/** Whether some of [fromMs, untilMs) is within a licence of the region and before the item's end. */
function isLicensed(catalogue: Catalogue, dense: number, region: string, fromMs: number, untilMs: number): boolean {
  const { windowOffsets, windowRegion, windowFromMs, windowUntilMs, regions, endsAtMs } = catalogue;
  for (let w = windowOffsets[dense]!; w < windowOffsets[dense + 1]!; w++) {
    const held = regions[windowRegion[w]!]!;
    if (held !== '*' && held !== region) continue;
    if (Math.max(fromMs, windowFromMs[w]!) < Math.min(untilMs, windowUntilMs[w]!, endsAtMs[dense]!)) return true;
  }
  return false;
}

/** The first few of them, and how many more there are. */
function some(names: readonly string[]): string {
  const first = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${first} and ${names.length - 5} more` : first;
}
