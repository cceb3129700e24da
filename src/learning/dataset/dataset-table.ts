import type { Catalogue } from '../../domain/catalogue.ts';
import type { ColumnType, ViewColumn } from '../../domain/log-views.ts';
import { HEADS } from '../../domain/objectives.ts';
import { FEATURE_COLUMNS, FEATURE_GROUPS, featureFingerprint } from '../../features/schema.ts';
import type { LoggedPages } from '../log/logged-pages.ts';
import type { Dataset } from './dataset.ts';
import type { DatasetExamples } from './examples-builder.ts';

/** What stands in a column. Columns are added at the end, never renamed or removed. */
const COLUMNS: readonly (readonly [name: string, type: ColumnType, meaning: string])[] = [
  ['example_group', 'integer', 'number of the group: one user at one moment; what the ranker orders among itself'],
  [
    'served_at',
    'timestamp with time zone',
    'the moment that the features are of: of the page, or of what the user did before',
  ],
  ['split', 'text', 'train or validation; all rows of a user are on one side'],
  ['user_key', 'text', 'keyed hash of the user id'],
  ['item_id', 'text', 'the candidate'],
  ['recommendation_id', 'text', 'the page that showed it; null: a moment, whose candidates are drawn'],
  ['row_index', 'smallint', 'where the page showed it: the row, from 0'],
  ['position', 'smallint', 'and the slot of the row, from 0'],
  ['propensity', 'real', 'P(this item in this slot, given all slots before it), as logged'],
  ['group_weight', 'real', 'how much the group counts: 1 for a page, else the strength of the use'],
  ['draw_weight', 'real', '1 / P(this candidate was drawn into the group)'],
  ['relevance', 'real', 'how much was done with it, 0 to 1: what the order is learned from'],
  ['click', 'real', 'it was clicked; null: not known'],
  ['play', 'real', 'something of it was played'],
  ['portion', 'real', 'the largest portion that was watched, 0 if it was not played; null: not known'],
  ['complete', 'real', 'it was completed; null: not known'],
  ['hide', 'real', 'it was hidden; null: not known'],
];

/** The columns of a dataset: what a row is, what came of it, then one for each feature as served. */
export const DATASET_COLUMNS: readonly ViewColumn[] = [
  ...COLUMNS.map(([name, type]) => ({ name, type, nullable: true })),
  ...FEATURE_COLUMNS.map((name) => ({ name, type: 'real' as const, nullable: true })),
];

/** schema.json: what a reader needs to know of the columns. */
export function datasetSchema(facts: Readonly<Record<string, unknown>>) {
  return {
    format: 1,
    ...facts,
    columns: COLUMNS.map(([name, type, meaning]) => ({ name, type, meaning })),
    labels: HEADS,
    features: FEATURE_GROUPS.flatMap(({ name: group, version, columns }) =>
      columns.map((name) => ({ name, type: 'real', group, version })),
    ),
    fingerprint: featureFingerprint(),
  };
}

type Source = { readonly catalogue: Catalogue; readonly pages: LoggedPages; readonly users: readonly string[] };
export interface DatasetRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The rows of the groups whose moment lies in the range, day after UTC day, a group at a time. */
export function* datasetRows(
  { training, validation }: Dataset,
  source: Source,
  { fromMs, untilMs }: DatasetRange,
): Generator<{ readonly day: string; readonly rows: readonly (readonly unknown[])[] }> {
  const groups = [
    ...groupsOf(training, 'train'),
    ...(validation === null ? [] : groupsOf(validation, 'validation')),
  ].sort((a, b) => a.atMs - b.atMs);
  for (const [number, { examples, group, split, atMs }] of groups.entries()) {
    if (atMs < fromMs || atMs >= untilMs) continue;
    const rows: (readonly unknown[])[] = [];
    const { groupSize, labels } = examples;
    for (let place = group * groupSize; place < (group + 1) * groupSize; place++) {
      if (labels[place]! >= 0) rows.push(rowOf(examples, group, place, source, number, split));
    }
    yield { day: new Date(atMs).toISOString().slice(0, 10), rows };
  }
}

const groupsOf = (examples: DatasetExamples, split: string) =>
  Array.from(examples.nowMs, (atMs, group) => ({ examples, group, split, atMs }));

function rowOf(
  examples: DatasetExamples,
  group: number,
  place: number,
  { catalogue, pages, users }: Source,
  number: number,
  split: string,
): readonly unknown[] {
  const { groups, groupSize, width, features, outcomes } = examples;
  const shown = (value: number): number | null => (value < 0 ? null : value);
  return [
    number,
    new Date(examples.nowMs[group]!),
    split,
    users[examples.user[group]!]!,
    catalogue.itemId[examples.item[place]!]!,
    pages.recommendationId[examples.page[group]!] ?? null,
    shown(examples.shownRow[place]!),
    shown(examples.shownPosition[place]!),
    known(examples.propensity[place]!),
    examples.groupWeights[group]!,
    examples.drawWeights[place]!,
    examples.labels[place]!,
    ...HEADS.map((_, head) => known(outcomes[head * groups * groupSize + place]!)),
    ...features.subarray(place * width, (place + 1) * width),
  ];
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
