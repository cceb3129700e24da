import { type Collection, completeCollection, type GivenCollection } from '../../src/domain/collection.ts';
import type { Stored } from '../../src/domain/ports/editorial-store.ts';
import { completeRule, type GivenRule, type Rule } from '../../src/domain/rule.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { GENRES } from './tastes.ts';

/** What editors may have put in force, by name; the first of each kind is nothing. */
export type EditorialSets = readonly (readonly [name: string, parts: Partial<Snapshot>])[];
export type EditorialKind = 'collections' | 'rules';

export function editorialSets(kind: EditorialKind): EditorialSets {
  return kind === 'rules' ? RULE_SETS : COLLECTION_SETS;
}

const stored = <T>(id: string, value: T): Stored<T> => {
  const made = new Date(0).toISOString();
  return { id, value, version: 1, createdAt: made, updatedAt: made, updatedBy: 'bench' };
};

const twenty = (given: (at: number) => Partial<GivenCollection>): { collections: readonly Stored<Collection>[] } => ({
  collections: Array.from({ length: 20 }, (_, at) =>
    stored(`c${at}`, completeCollection({ title: `Collection ${at}`, ...given(at) })),
  ),
});
const genreAt = (at: number): string => `"${GENRES[at % GENRES.length]}"`;
const filter = (at: number): string => `genre = ${genreAt(at)} and year >= ${1980 + at}`;

const COLLECTION_SETS: EditorialSets = [
  ['none', { collections: [] }],
  ['20 of named items', twenty((at) => ({ itemIds: Array.from({ length: 20 }, (_, n) => `title-${20 * at + n}`) }))],
  ['20 of filters', twenty((at) => ({ filter: filter(at) }))],
  ['20 of filters, by the ranker', twenty((at) => ({ filter: filter(at), order: 'ranker' }))],
];

const ruleOf = (given: Omit<GivenRule, 'name'>, at: number): Stored<Rule> =>
  stored(`rule-${at}`, completeRule({ name: `rule ${at}`, ...given }));
const boost = (at: number) => ({ action: 'boost', filter: filter(at) }) as const;
const bury = (at: number) => ({ action: 'bury', filter: `genre = ${genreAt(at)} and year < ${1970 + at}` }) as const;
const block = (at: number) => ({ action: 'block', filter: `itemId in (title-${at}, title-${at + 100})` }) as const;

const RULE_SETS: EditorialSets = [
  ['none', { rules: [] }],
  ['one boost', { rules: [ruleOf(boost(1), 0)] }],
  ['one bury', { rules: [ruleOf(bury(1), 0)] }],
  ['one block', { rules: [ruleOf(block(1), 0)] }],
  [
    'fifty, of all kinds',
    { rules: Array.from({ length: 50 }, (_, at) => ruleOf([boost, boost, bury, bury, block][at % 5]!(at), at)) },
  ],
];
