import { hasBit } from '../../domain/catalogue.ts';
import { slugOf } from '../../domain/slug.ts';
import { createTitleSlots } from '../../features/title-slots.ts';
import type { PageContext } from '../page-context.ts';
import { likedTitles, openOf } from './liked-titles.ts';
import type { PlannedRow, RowFamily } from './row-family.ts';
import { mayBeNamed } from './seeds.ts';

/** Liked titles with a person that say that the person is the reason. */
const LEAST_LIKED = 2;
/** Titles that make a row, and that one looks at. */
const LEAST_TITLES = 3;
const MOST_TITLES = 200;
/** Of a title: some casts are without end. */
const MOST_PEOPLE = 100;

/**
 * `more-from:<person>`: titles with somebody of the cast or among the directors of at least two titles that the user liked.
 * `more-from:<series>`: of a series that the user watched to its end, a clip or special that is new, and titles of the people who made
 * it or played in it.
 */
export const moreFrom: RowFamily = {
  name: 'more-from',
  kind: 'more-from',
  plan(context, most) {
    const people = likedPeople(context).map((person) => () => fromPerson(context, person));
    const series = finishedSeries(context).map((title) => () => fromSeries(context, title));
    const found: PlannedRow[] = [];
    for (let at = 0; at < Math.max(people.length, series.length) && found.length < most; at++) {
      for (const plan of [people[at], series[at]]) {
        const row = plan?.() ?? null;
        if (row !== null && found.length < most) found.push(row);
      }
    }
    return found;
  },
  planOne(context, key) {
    const series = context.catalogue.denseOfItemId(key);
    if (series >= 0) return finishedSeries(context).includes(series) ? fromSeries(context, series) : null;
    const person = context.catalogue.people.ofSlug(key);
    return likedPeople(context).includes(person) ? fromPerson(context, person) : null;
  },
  canBe({ catalogue }, key) {
    const series = catalogue.denseOfItemId(key);
    return series >= 0 ? catalogue.type[series] === 'series' : catalogue.people.ofSlug(key) >= 0;
  },
};

/** People of at least two liked titles, those first whose titles were liked most in all. */
function likedPeople(context: PageContext): number[] {
  const { peopleOffsets, peopleNumbers } = context.catalogue;
  const liked = likedTitles(context);
  const lastOf = (title: number): number => Math.min(peopleOffsets[title + 1]!, peopleOffsets[title]! + MOST_PEOPLE);
  const room = liked.reduce((sum, { title }) => sum + lastOf(title) - peopleOffsets[title]!, 0);
  const { slotOf } = createTitleSlots(room);
  const titles = new Uint8Array(room);
  const strengths = new Float32Array(room);
  const people: number[] = [];
  for (const { title, strength } of liked) {
    for (let p = peopleOffsets[title]!; p < lastOf(title); p++) {
      const slot = slotOf(peopleNumbers[p]!);
      if (++titles[slot]! === LEAST_LIKED) people.push(peopleNumbers[p]!);
      strengths[slot]! += strength;
    }
  }
  const strengthOf = (person: number): number => strengths[slotOf(person)]!;
  return people.sort((a, b) => strengthOf(b) - strengthOf(a) || a - b);
}

/** Series watched to the end and liked, the latest first. */
const finishedSeries = (context: PageContext): number[] =>
  likedTitles(context)
    .map(({ title }) => title)
    .filter((title) => context.catalogue.type[title] === 'series' && hasBit(context.watched, title))
    .filter((title) => mayBeNamed(context, title));

function fromPerson(context: PageContext, person: number): PlannedRow | null {
  const { catalogue, snapshot } = context;
  const name = catalogue.people.nameOf(person);
  const key = slugOf(name);
  // Of two people of one slug the first has the row, and so has an item that is called like it.
  if (catalogue.people.ofSlug(key) !== person || catalogue.denseOfItemId(key) >= 0) return null;
  const titles = openOf(context, snapshot.lists.ofPerson(person), MOST_TITLES);
  if (titles.length < LEAST_TITLES) return null;
  return {
    key,
    title: `More from ${name}`,
    titleKey: 'row.more-from-person',
    titleParams: { person: name },
    sources: ['more-from'],
    order: 'score',
    minimum: LEAST_TITLES,
    titles,
  };
}

function fromSeries(context: PageContext, series: number): PlannedRow | null {
  const { catalogue, snapshot, state, open } = context;
  const isNew = (dense: number): boolean => hasBit(open, dense) && !state.watched.includes(catalogue.itemNo[dense]!);
  // One at most stands, as they are all of one title.
  const extra = snapshot.lists.extrasOf(series).find(isNew);
  const others = openOf(context, snapshot.lists.sharingPeople(series), MOST_TITLES);
  const titles = extra === undefined ? others : Int32Array.of(extra, ...others);
  if (titles.length < LEAST_TITLES) return null;
  const title = catalogue.title[series]!;
  return {
    key: catalogue.itemId[series]!,
    title: `More from the people of ${title}`,
    titleKey: 'row.more-from-series',
    titleParams: { title },
    sources: ['more-from'],
    order: 'score',
    minimum: LEAST_TITLES,
    seed: series,
    titles,
  };
}
