import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../../src/domain/catalogue.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import type { StoredItem } from '../../src/domain/item.ts';
import type { ModelPackage, Ranker } from '../../src/domain/model-package.ts';
import { DEFAULT_TEMPLATES } from '../../src/domain/page-template.ts';
import type { PageRequest } from '../../src/domain/request.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { FEATURE_COLUMNS, featureWidth } from '../../src/features/schema.ts';
import type { UserState } from '../../src/features/user-state.ts';
import { aStoredItem } from './items.ts';
import { aPin, aSnapshot, aState, makePage, NOW_MS } from './pages.ts';
import { tinyPackage } from './tiny-package.ts';

/** A page that is kept word by word: what is made of the fixed world below by each of these must not change unnoticed. */
export interface GoldenPage {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly state: UserState | null;
  readonly request: Partial<PageRequest>;
}

/** Of the page what the selection decides: "itemId propensity", with what else is to be said of the slot. */
export interface KeptPage {
  readonly rung: string;
  readonly rows: readonly { readonly rowId: string; readonly title: string; readonly slots: readonly string[] }[];
  readonly withheld: readonly string[];
}

const DAY_MS = 86_400_000;
const GENRES = ['Drama', 'Comedy', 'War', 'Crime', 'Romance', 'Western'];
const PEOPLE = ['Ann', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal'];

/** What the scores of these pages are made from; a feature that others add changes none of them. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'after-all': 0.5,
  similarity: 2,
  uses: 0.8,
  'genre-mean': 1.5,
  age: -0.6,
};

/** The package of the tests with a ranker of few features, by their names. */
function goldenPackage(catalogue: Catalogue): ModelPackage {
  const model = tinyPackage(catalogue);
  const score: Ranker['score'] = (features, count, _objectives, scores) => {
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (const [name, weight] of Object.entries(WEIGHTS)) {
        sum += weight * features[row * featureWidth + FEATURE_COLUMNS.indexOf(name)]!;
      }
      scores[row] = 1 / (1 + Math.exp(-sum));
    }
  };
  return { ...model, ranker: { ...model.ranker, score } };
}

/** Scores that do not come from a network are the same on every machine; random vectors and numbers follow from fixed seeds. */
export function goldenPages(): GoldenPage[] {
  const random = seededRandom(20_260_301);
  const pick = <T>(from: readonly T[], most: number): T[] => from.filter(() => random() < most / from.length);
  const films: StoredItem[] = Array.from({ length: 240 }, (_, at) =>
    aStoredItem(at + 1, {
      genres: pick(GENRES, 2),
      cast: pick(PEOPLE, 1.5),
      durationS: 6000,
      releaseDate: new Date(NOW_MS - Math.floor(random() * 2000) * DAY_MS).toISOString(),
    }),
  );
  const series = [
    aStoredItem(301, { type: 'series', genres: ['Crime'] }),
    aStoredItem(302, { type: 'episode', seriesId: 'i301', season: 1, episode: 1, durationS: 3000 }),
    aStoredItem(303, { type: 'episode', seriesId: 'i301', season: 1, episode: 2, durationS: 3000 }),
  ];
  const items = [...films, ...series];
  const uses = Object.fromEntries(films.slice(0, 180).map(({ itemNo }) => [itemNo, Math.floor(random() ** 3 * 400)]));
  const still = aSnapshot({ items, uses, models: goldenPackage });
  const exposure = {
    served: Float32Array.from(items, (_, at) => (at < 200 ? 1000 : at % 50)),
    addedAtMs: Float64Array.from(items, (_, at) => NOW_MS - (at < 200 ? 90 : 2) * DAY_MS),
  };
  const live = { ...still, templates: DEFAULT_TEMPLATES, exposure };
  const noModel = aSnapshot({ items, uses });
  const pins = [
    aPin(1, { itemId: 'i200', rowId: 'top-picks', position: 2 }),
    aPin(2, { itemId: 'i5', rowKind: 'genre', position: 1 }),
    aPin(3, { itemId: 'i6', rowId: 'collection:spring', ifRowAbsent: 'insert' }),
  ];
  const pinned = { ...live, pins };
  const viewer = aState(
    { type: 'complete', itemNo: 10 },
    { type: 'complete', itemNo: 57 },
    { type: 'rate', itemNo: 21, value: 1 },
    { type: 'complete', itemNo: 302 },
    { type: 'progress', itemNo: 33, value: 0.4 },
    { type: 'list-add', itemNo: 90 },
    { type: 'list-add', itemNo: 91 },
  );
  const request = { rows: 6, items: 10, sessionId: 's1' };
  return [
    { name: 'viewer', snapshot: still, state: viewer, request },
    { name: 'viewer-with-chance', snapshot: live, state: viewer, request: { ...request, randomSeed: 41 } },
    { name: 'viewer-with-pins', snapshot: pinned, state: viewer, request: { ...request, randomSeed: 41 } },
    {
      name: 'viewer-on-mobile',
      snapshot: live,
      state: viewer,
      request: { ...request, surface: 'mobile', randomSeed: 7 },
    },
    { name: 'stranger', snapshot: live, state: null, request: { ...request, randomSeed: 3 } },
    { name: 'viewer-without-model', snapshot: noModel, state: viewer, request },
    {
      name: 'rows-by-name',
      snapshot: still,
      state: viewer,
      request: { ...request, rowIds: ['genre:war', 'top-picks'] },
    },
  ];
}

export async function keptPage({ snapshot, state, request }: GoldenPage): Promise<KeptPage> {
  const { page, decision } = await makePage(snapshot, state, request);
  const { slots, rowIds } = decision;
  const notes = (at: number): string =>
    `${slots.explored[at] === 1 ? ' explored' : ''}${slots.displacedItemNo[at]! > 0 ? ` for i${slots.displacedItemNo[at]}` : ''}`;
  const rows = page.rows.map(({ rowId, title, items }) => ({
    rowId,
    title,
    slots: items.map(({ itemId, propensity, reason }, slot) => {
      const at = slots.rowIndex.findIndex((row, of) => rowIds[row] === rowId && slots.position[of] === slot);
      return `${itemId} ${propensity} ${reason.code}${notes(at)}`;
    }),
  }));
  return { rung: page.rung, rows, withheld: decision.withheld.map(({ pinId, reason }) => `${pinId} ${reason}`) };
}

const folder = join(import.meta.dirname, '..', 'golden', 'pages');
const pathOf = (name: string): string => join(folder, `${name}.json`);

export const readGolden = (name: string): KeptPage | null =>
  existsSync(pathOf(name)) ? (JSON.parse(readFileSync(pathOf(name), 'utf8')) as KeptPage) : null;

export const writeGolden = (name: string, page: KeptPage): void =>
  writeFileSync(pathOf(name), `${JSON.stringify(page, null, 2)}\n`);
