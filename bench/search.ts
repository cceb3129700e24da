import { cpus } from 'node:os';
import { createTextIndex } from '../src/adapters/search/text-index.ts';
import { readDemoFilms } from '../src/commands/demo.ts';
import { type Random, seededRandom } from '../src/domain/clock.ts';
import type { Item } from '../src/domain/item.ts';
import type { SearchedFields, TextIndex } from '../src/domain/ports/text-index.ts';
import { cpuMs } from './child.ts';

/** What finding titles by words costs, beside the page that is made of them. CPU ms. */
export interface SearchResult {
  readonly items: number;
  /** All items put, and the longest stretch in which nothing else could run. */
  readonly build: { readonly ms: number; readonly sliceMs: number };
  readonly heapMb: number;
  /** Putting one item in the place of another. */
  readonly replaceMs: number;
  /** By kind of query: of single searches. */
  readonly searches: Readonly<Record<string, Spread>>;
  readonly machine: { readonly cpu: string; readonly node: string };
}

export interface Spread {
  readonly queries: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
  /** Mean number of items that matched. */
  readonly found: number;
}

/** As the follower of the catalogue does it. */
const SLICE = 50;
const QUERIES = 300;
const REPLACED = 200;

/** A catalogue of as many titles made up from the words of real ones, as common among them as they are there. */
export async function benchSearch(items: number): Promise<SearchResult> {
  const random = seededRandom(1);
  const catalogue = madeUpItems(await readDemoFilms(), items, random);
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const index = createTextIndex();
  let sliceMs = 0;
  const startedMs = cpuMs();
  for (let from = 0; from < items; from += SLICE) {
    const sliceStartedMs = cpuMs();
    for (let at = from; at < Math.min(items, from + SLICE); at++) index.put(at, catalogue[at]!);
    sliceMs = Math.max(sliceMs, cpuMs() - sliceStartedMs);
  }
  const buildMs = cpuMs() - startedMs;
  globalThis.gc?.();
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1e6;

  const replacedMs = cpuMs();
  for (let at = 0; at < REPLACED; at++) index.put(at, { ...catalogue[at]!, tags: ['changed'] });
  const replaceMs = (cpuMs() - replacedMs) / REPLACED;

  const kinds: Record<string, (item: SearchedFields) => string> = {
    'a title as it is typed, any length': ({ title }) => title.slice(0, 1 + Math.floor(random() * title.length)),
    'one letter': ({ title }) => title.slice(0, 1),
    'two or three letters': ({ title }) => title.slice(0, 2 + Math.floor(random() * 2)),
    'a title with a typo': ({ title }) => withTypo(title, random),
    'a person': ({ cast }) => cast[Math.floor(random() * cast.length)]!,
    'a genre': ({ genres }) => genres[0]!,
    'what is not there': () => Array.from({ length: 9 }, () => 'bcdfghjklmnp'[Math.floor(random() * 12)]!).join(''),
  };
  const searches = Object.fromEntries(
    Object.entries(kinds).map(([kind, queryOf]) => {
      const queries = Array.from({ length: QUERIES }, () => queryOf(catalogue[Math.floor(random() * items)]!));
      return [kind, spreadOf(index, queries)];
    }),
  );
  const machine = { cpu: cpus()[0]!.model, node: process.versions.node };
  return { items, build: { ms: buildMs, sliceMs }, heapMb, replaceMs, searches, machine };
}

export function searchText({ items, build, heapMb, replaceMs, searches }: SearchResult): string {
  const rows = Object.entries(searches).map(
    ([kind, { p50Ms, p99Ms, mostMs, found }]) =>
      `| ${kind} | ${[p50Ms, p99Ms, mostMs].map((ms) => ms.toFixed(2)).join(' | ')} | ${found.toFixed(0)} |`,
  );
  return [
    `${items} items: built in ${build.ms.toFixed(0)} ms of CPU, at most ${build.sliceMs.toFixed(1)} ms at a time; ` +
      `${heapMb.toFixed(0)} MB; one item put anew in ${replaceMs.toFixed(2)} ms`,
    '| query | p50 ms | p99 ms | most | found |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function spreadOf(index: TextIndex, queries: readonly string[]): Spread {
  let found = 0;
  for (const query of queries.slice(0, 50)) index.search(query, () => true);
  const times = queries.map((query) => {
    const startedMs = cpuMs();
    found += index.search(query, () => true).keys.length;
    return cpuMs() - startedMs;
  });
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
  return { queries: times.length, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: times.at(-1)!, found: found / times.length };
}

function madeUpItems(films: readonly Item[], count: number, random: Random): SearchedFields[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const words = films.flatMap(({ title }) => title.split(/\s+/)).filter((word) => word !== '');
  const names = films.flatMap(({ directors }) => directors).map((name) => name.split(' '));
  const genres = films.map((film) => film.genres).filter((some) => some.length > 0);
  const person = (): string => `${pick(names)[0]} ${pick(names).at(-1)}`;
  return Array.from({ length: count }, () => ({
    title: Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(words)).join(' '),
    cast: Array.from({ length: 6 }, person),
    directors: [person()],
    genres: pick(genres),
    tags: [pick(words), pick(words)],
  }));
}

/** A letter left out, doubled, or in its neighbour's place. */
function withTypo(title: string, random: Random): string {
  const at = Math.floor(random() * (title.length - 1));
  const kind = Math.floor(random() * 3);
  if (kind === 0) return title.slice(0, at) + title.slice(at + 1);
  if (kind === 1) return title.slice(0, at) + title[at] + title.slice(at);
  return title.slice(0, at) + (title[at + 1] ?? '') + (title[at] ?? '') + title.slice(at + 2);
}
