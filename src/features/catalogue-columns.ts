import type { Catalogue } from '../domain/catalogue.ts';
import { type Item, type ItemType, maturityRank, type StoredItem } from '../domain/item.ts';
import { languageNo } from '../domain/language.ts';
import { createEligibility } from './eligible-cache.ts';
import { createItemIndex, type ItemIndex } from './item-index.ts';
import { createNameIndex, type NameIndex, numberOf, numbersOf } from './name-index.ts';
import { linkEpisodes } from './next-episodes.ts';
import { createPeopleIndex, type PeopleIndex } from './people-index.ts';
import { planSplice, spliceValues } from './spliced-lists.ts';

/** Builds the catalogue's columns. Of two entries for one item the later wins. */
export function createCatalogue(items: readonly StoredItem[], version: number): Catalogue {
  return withChanges(emptyCatalogue(), items, version);
}

/**
 * A new catalogue in which changed items are replaced in place and new ones appended. The given one stays as it is: dense
 * indices never move, and the index from ids is shared along the line of versions. Costs a memory copy of the columns.
 */
export function withChanges(before: Catalogue, changed: readonly StoredItem[], version: number): Catalogue {
  const old = before as CatalogueColumns;
  // Only the newest version of a line may grow the shared index; a fork gets its own.
  const index = old.index.size === old.size ? old.index : createItemIndex(old.itemId, old.itemNo);
  const items = new Map<number, StoredItem>();
  for (const stored of changed) items.set(index.add(stored.item.itemId, stored.itemNo), stored);

  const columns = copyColumns(old, index);
  for (const [dense, stored] of items) writeItem(columns, dense, stored);
  resolveTitles(columns, old, items);
  linkEpisodes(columns, regroupedTitles(columns, old, items));
  const lists = spliceLists(columns, old, items);

  const size = index.size;
  const catalogue = {
    ...columns,
    ...lists,
    version,
    size,
    newestReleaseMs: newestRelease(columns.releasedAtMs, columns.withdrawn),
    denseOfItemNo(itemNo: number) {
      const dense = index.ofItemNo(itemNo);
      return dense < size ? dense : -1;
    },
    denseOfItemId(itemId: string) {
      const dense = index.ofItemId(itemId);
      return dense < size ? dense : -1;
    },
  };
  return Object.freeze({ ...catalogue, eligible: createEligibility(catalogue) });
}

/** A catalogue with what only its next version needs to know. */
interface CatalogueColumns extends Catalogue {
  readonly index: ItemIndex;
  readonly seriesId: readonly (string | null)[];
  readonly numberOfGenre: ReadonlyMap<string, number>;
  readonly numberOfRegion: ReadonlyMap<string, number>;
  readonly people: PeopleIndex;
  readonly tags: NameIndex;
}
type Draft = ReturnType<typeof copyColumns>;

function emptyCatalogue(): CatalogueColumns {
  const none = {
    version: 0,
    size: 0,
    index: createItemIndex(),
    itemNo: new Int32Array(0),
    titleOf: new Int32Array(0),
    itemId: [],
    title: [],
    type: [],
    item: [],
    seriesId: [],
    maturity: new Uint8Array(0),
    withdrawn: new Uint8Array(0),
    releasedAtMs: new Float64Array(0),
    startsAtMs: new Float64Array(0),
    endsAtMs: new Float64Array(0),
    durationS: new Float32Array(0),
    language: new Int32Array(0),
    season: new Int32Array(0),
    episode: new Int32Array(0),
    nextEpisode: new Int32Array(0),
    otherCut: new Int32Array(0),
    episodeCount: new Int32Array(0),
    genres: [],
    numberOfGenre: new Map(),
    genreOffsets: new Int32Array(1),
    genreNumbers: new Int32Array(0),
    people: createPeopleIndex(),
    tags: createNameIndex(),
    peopleOffsets: new Int32Array(1),
    peopleNumbers: new Int32Array(0),
    regions: [],
    numberOfRegion: new Map(),
    windowOffsets: new Int32Array(1),
    windowRegion: new Int32Array(0),
    windowFromMs: new Float64Array(0),
    windowUntilMs: new Float64Array(0),
    newestReleaseMs: Number.NaN,
    denseOfItemNo: () => -1,
    denseOfItemId: () => -1,
  };
  return { ...none, eligible: createEligibility(none) };
}

function copyColumns(old: CatalogueColumns, index: ItemIndex) {
  const size = index.size;
  const grown = <T extends { set(from: T): void }>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  return {
    index,
    itemNo: grown(old.itemNo, new Int32Array(size)),
    titleOf: grown(old.titleOf, new Int32Array(size)),
    itemId: old.itemId.slice(),
    title: old.title.slice(),
    type: old.type.slice() as ItemType[],
    item: old.item.slice() as Item[],
    seriesId: old.seriesId.slice(),
    maturity: grown(old.maturity, new Uint8Array(size)),
    withdrawn: grown(old.withdrawn, new Uint8Array(size)),
    releasedAtMs: grown(old.releasedAtMs, new Float64Array(size)),
    startsAtMs: grown(old.startsAtMs, new Float64Array(size)),
    endsAtMs: grown(old.endsAtMs, new Float64Array(size)),
    durationS: grown(old.durationS, new Float32Array(size)),
    language: grown(old.language, new Int32Array(size)),
    season: grown(old.season, new Int32Array(size)),
    episode: grown(old.episode, new Int32Array(size)),
    nextEpisode: grown(old.nextEpisode, new Int32Array(size).fill(-1)),
    otherCut: grown(old.otherCut, new Int32Array(size).fill(-1)),
    episodeCount: grown(old.episodeCount, new Int32Array(size)),
    numberOfGenre: new Map(old.numberOfGenre),
    numberOfRegion: new Map(old.numberOfRegion),
    // Shared by all versions: a name's number never changes.
    people: old.people,
    tags: old.tags,
  };
}

function writeItem(columns: Draft, dense: number, stored: StoredItem): void {
  const { item } = stored;
  columns.itemNo[dense] = stored.itemNo;
  columns.itemId[dense] = item.itemId;
  columns.title[dense] = item.title;
  columns.type[dense] = item.type;
  columns.item[dense] = item;
  columns.seriesId[dense] = item.seriesId;
  columns.maturity[dense] = maturityRank(item.maturity) & 0xff;
  columns.withdrawn[dense] = stored.blocked || stored.deleted ? 1 : 0;
  columns.releasedAtMs[dense] = item.releaseDate === null ? Number.NaN : Date.parse(item.releaseDate);
  columns.startsAtMs[dense] = timeOf(item.startsAt, Number.NEGATIVE_INFINITY);
  columns.endsAtMs[dense] = timeOf(item.endsAt, Number.POSITIVE_INFINITY);
  columns.durationS[dense] = item.durationS ?? Number.NaN;
  columns.language[dense] = languageNo(item.language);
  columns.season[dense] = item.season ?? -1;
  columns.episode[dense] = item.episode ?? -1;
}

/** Sets titleOf. A series is its own title and nothing else heads others, so that the title of a title is itself. */
function resolveTitles(columns: Draft, old: CatalogueColumns, items: ReadonlyMap<number, StoredItem>): void {
  const resolve = (dense: number) => {
    const seriesId = columns.seriesId[dense] ?? null;
    const series = seriesId === null || columns.type[dense] === 'series' ? -1 : columns.index.ofItemId(seriesId);
    columns.titleOf[dense] = series >= 0 && columns.type[series] === 'series' ? series : dense;
  };
  let seriesCameOrWent = false;
  for (const dense of items.keys()) {
    resolve(dense);
    if ((columns.type[dense] === 'series') !== (old.type[dense] === 'series')) seriesCameOrWent = true;
  }
  // An episode may have arrived before its series.
  if (seriesCameOrWent)
    for (let dense = 0; dense < old.size; dense++) if (columns.seriesId[dense] !== null) resolve(dense);
}

/** Titles that a changed item heads, belongs to, or belonged to before. */
function regroupedTitles(columns: Draft, old: CatalogueColumns, items: ReadonlyMap<number, StoredItem>): Set<number> {
  const titles = new Set<number>();
  for (const dense of items.keys()) titles.add(columns.titleOf[dense]!);
  for (let dense = 0; dense < old.size; dense++) {
    if (old.titleOf[dense] === columns.titleOf[dense] && !items.has(dense)) continue;
    titles.add(old.titleOf[dense]!).add(columns.titleOf[dense]!);
  }
  return titles;
}

function spliceLists(columns: Draft, old: CatalogueColumns, items: ReadonlyMap<number, StoredItem>) {
  const genres = new Map<number, number[]>();
  const people = new Map<number, number[]>();
  const regions = new Map<number, number[]>();
  for (const [dense, { item }] of items) {
    genres.set(
      dense,
      numbersOf(item.genres, (name) => numberOf(name, columns.numberOfGenre)),
    );
    people.set(dense, numbersOf([...item.cast, ...item.directors], columns.people.add));
    columns.people.note(dense, people.get(dense)!);
    columns.tags.note(dense, numbersOf(item.tags, columns.tags.add));
    regions.set(
      dense,
      item.windows.map((window) => numberOf(window.region, columns.numberOfRegion)),
    );
  }
  const size = columns.index.size;
  const spliceInts = (offsets: Int32Array, values: Int32Array, lists: ReadonlyMap<number, number[]>) => {
    const plan = planSplice(offsets, size, lists);
    return {
      plan,
      values: spliceValues(plan, values, new Int32Array(plan.offsets[size]!), lists.keys(), (d) => lists.get(d)!),
    };
  };
  const genreLists = spliceInts(old.genreOffsets, old.genreNumbers, genres);
  const peopleLists = spliceInts(old.peopleOffsets, old.peopleNumbers, people);
  const windowLists = spliceInts(old.windowOffsets, old.windowRegion, regions);
  const spliceTimes = (values: Float64Array, side: 'from' | 'until', unbounded: number) =>
    spliceValues(windowLists.plan, values, new Float64Array(windowLists.values.length), items.keys(), (dense) =>
      items.get(dense)!.item.windows.map((window) => timeOf(window[side], unbounded)),
    );
  return {
    genres: [...columns.numberOfGenre.keys()],
    genreOffsets: genreLists.plan.offsets,
    genreNumbers: genreLists.values,
    peopleOffsets: peopleLists.plan.offsets,
    peopleNumbers: peopleLists.values,
    regions: [...columns.numberOfRegion.keys()],
    windowOffsets: windowLists.plan.offsets,
    windowRegion: windowLists.values,
    windowFromMs: spliceTimes(old.windowFromMs, 'from', Number.NEGATIVE_INFINITY),
    windowUntilMs: spliceTimes(old.windowUntilMs, 'until', Number.POSITIVE_INFINITY),
  };
}

/** NaN for a time that cannot be read: no moment lies inside such times, so the gate fails closed. */
const timeOf = (time: string | null, unbounded: number): number => (time === null ? unbounded : Date.parse(time));

function newestRelease(releasedAtMs: Float64Array, withdrawn: Uint8Array): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (let dense = 0; dense < releasedAtMs.length; dense++) {
    if (withdrawn[dense] === 0 && releasedAtMs[dense]! > newest) newest = releasedAtMs[dense]!;
  }
  return newest === Number.NEGATIVE_INFINITY ? Number.NaN : newest;
}
