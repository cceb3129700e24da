import type { DataFacts } from '../../domain/data-checks.ts';
import { EVENT_TYPES } from '../../domain/event.ts';
import { besideNeighbours, firstDayOf, isRegular, perDay, sharesOf } from './daily.ts';
import { block, type CheckInput, type DataCheck, type Found, percent, warn } from './data-check.ts';

const USES = (['play', 'complete', 'rate', 'progress'] as const).map((type) => EVENT_TYPES.indexOf(type));
const VIEWED = EVENT_TYPES.indexOf('viewed');

/** Items that are unknown, other ones than they were, or all the same; and what the catalogue says of them. */
export const ITEM_CHECKS: readonly DataCheck[] = [
  {
    name: 'unknown-items',
    advice:
      'Import the catalogue that the events are about, or see whether apps send other ids than the catalogue has.',
    find: findUnknownItems,
  },
  {
    name: 'catalogue-shrunk',
    advice: 'Items are missing from the catalogue that were there or are in use: was it imported in part, or emptied?',
    find({ log: { events }, catalogue, previous }) {
      if (previous !== null && previous.catalogueItems >= 50 && catalogue.size < 0.5 * previous.catalogueItems) {
        return block(
          `the catalogue has ${catalogue.size} items, ${previous.catalogueItems} when the live model was made`,
        );
      }
      const used = new Set<number>();
      for (let at = 0; at < events.length; at++) if (events.itemNo[at]! > 0) used.add(events.itemNo[at]!);
      let missing = 0;
      for (const itemNo of used) if (catalogue.denseOfItemNo(itemNo) < 0) missing++;
      if (missing < 20) return null;
      const said = `of ${used.size} items in use the catalogue lacks ${missing}`;
      return missing > 0.3 * used.size ? block(said) : missing > 0.05 * used.size ? warn(said) : null;
    },
  },
  {
    name: 'genres-missing',
    advice: 'The genre column of the last catalogue import was empty or had another name: import it again.',
    find: ({ catalogue, previous }) => fieldLost('genres', 'itemsWithGenres', catalogueFacts(catalogue), previous),
  },
  {
    name: 'release-dates-missing',
    advice: 'The dates of the last catalogue import were empty or not read: import it again.',
    find: ({ catalogue, previous }) =>
      fieldLost('a release date', 'itemsWithReleaseDate', catalogueFacts(catalogue), previous),
  },
  {
    name: 'one-item-dominates',
    advice: 'Look for a placeholder id, a test loop or an autoplayed trailer; leave its events out.',
    find: findDominantItem,
  },
  {
    name: 'items-remapped',
    advice: 'Items got new ids: import them under their old ids, or everything learned of the old ones is lost.',
    find({ log, window }) {
      const { events } = log;
      const all = perDay(window, events.atMs, isUse(log));
      if (!isRegular(all)) return null;
      const firstDay = firstDayOf(window, log, events.itemNo);
      const isOfNew = (at: number): boolean =>
        isUse(log)(at) && firstDay(events.itemNo[at]!) === window.dayAt(events.atMs[at]!);
      for (const { day, value, usual, spread } of besideNeighbours(
        sharesOf(perDay(window, events.atMs, isOfNew), all),
      )) {
        if (value < 0.7 || usual > 0.4 || value < usual + 8 * spread) continue;
        return block(
          `${percent(value)} of the uses of ${window.nameOf(day)} are of items never used before, usually ${percent(usual)}`,
        );
      }
      return null;
    },
  },
];

/** What the next training will compare with. */
export function catalogueFacts(catalogue: CheckInput['catalogue']): DataFacts {
  let itemsWithGenres = 0;
  let itemsWithReleaseDate = 0;
  for (let dense = 0; dense < catalogue.size; dense++) {
    if (catalogue.genreOffsets[dense + 1]! > catalogue.genreOffsets[dense]!) itemsWithGenres++;
    if (!Number.isNaN(catalogue.releasedAtMs[dense]!)) itemsWithReleaseDate++;
  }
  return { catalogueItems: catalogue.size, itemsWithGenres, itemsWithReleaseDate };
}

/** A catalogue may never have had it: only what was there can be missed. */
function fieldLost(
  what: string,
  field: 'itemsWithGenres' | 'itemsWithReleaseDate',
  now: DataFacts,
  previous: DataFacts | null,
): Found | null {
  if (now.catalogueItems < 20 || previous === null) return null;
  const before = previous[field] / previous.catalogueItems;
  const share = now[field] / now.catalogueItems;
  if (!(before > 0.2) || share > 0.25 * before) return null;
  return block(`${percent(share)} of the items have ${what}, ${percent(before)} when the live model was made`);
}

const isUse =
  ({ events }: CheckInput['log']) =>
  (at: number): boolean =>
    events.itemNo[at]! > 0 && USES.includes(events.type[at]!);

function findUnknownItems({ log: { events }, catalogue, window }: CheckInput): Found | null {
  const isOnItem = (at: number): boolean => events.type[at] !== VIEWED;
  const isUnknown = (at: number): boolean => isOnItem(at) && catalogue.denseOfItemNo(events.itemNo[at]!) < 0;
  let all = 0;
  let unknown = 0;
  for (let at = 0; at < events.length; at++) {
    if (isOnItem(at)) all++;
    if (isUnknown(at)) unknown++;
  }
  const perAll = perDay(window, events.atMs, isOnItem);
  if (isRegular(perAll)) {
    for (const { day, value, usual } of besideNeighbours(sharesOf(perDay(window, events.atMs, isUnknown), perAll))) {
      if (value < 0.2 || usual > 0.05) continue;
      return block(
        `${percent(value)} of the events of ${window.nameOf(day)} name items that the catalogue lacks, usually ${percent(usual)}`,
      );
    }
  }
  const share = unknown / all;
  if (unknown < 20 || share < 0.02) return null;
  const said = `${unknown} of ${all} events name items that the catalogue lacks: ${percent(share)}`;
  return share >= 0.2 ? block(said) : warn(said);
}

const FEWEST_ITEMS = 20;
const FEWEST_USES = 500;

function findDominantItem({ log, window, catalogue }: CheckInput): Found | null {
  const { events } = log;
  const counts = new Map<number, number>();
  let all = 0;
  for (let at = 0; at < events.length; at++) {
    if (!isUse(log)(at)) continue;
    counts.set(events.itemNo[at]!, (counts.get(events.itemNo[at]!) ?? 0) + 1);
    all++;
  }
  if (all < FEWEST_USES || catalogue.size < FEWEST_ITEMS) return null;
  let [itemNo, most] = [0, 0];
  for (const [item, count] of counts) if (count > most) [itemNo, most] = [item, count];
  if (most >= 0.4 * all) return block(`item number ${itemNo} takes ${percent(most / all)} of all uses`);
  const perAll = perDay(window, events.atMs, isUse(log));
  if (!isRegular(perAll)) return null;
  const ofIt = perDay(window, events.atMs, (at) => isUse(log)(at) && events.itemNo[at] === itemNo);
  for (const { day, value, usual, spread } of besideNeighbours(sharesOf(ofIt, perAll))) {
    if (value < 0.6 || value < usual + 0.3 + 8 * spread) continue;
    return block(`item number ${itemNo} takes ${percent(value)} of the uses of ${window.nameOf(day)}`);
  }
  return null;
}
