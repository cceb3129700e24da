import type { Manifest } from '../domain/model-package.ts';
import type { SignatureState, SignatureStatus } from '../domain/model-signature.ts';
import { HEADS } from '../domain/objectives.ts';
import type { RegisteredModel } from '../domain/ports/model-store.ts';

export interface CardContext {
  readonly signature: SignatureState;
  /** Every registered model, among which the ancestors are looked for. */
  readonly others: readonly RegisteredModel[];
}

/** One plain page of a version, as markdown: what somebody who decides whether to serve it has to know, and what nobody knows of it. */
export function modelCard(model: RegisteredModel, { signature, others }: CardContext): string {
  const { manifest } = model;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['What it is', whatItIs(manifest)],
    ['What it was trained on', trainedOn(manifest)],
    ['Lineage', lineage(model, others)],
    ['Signature', [SIGNED[signature.status](signature)]],
    ['Offline metrics', metricsOf(manifest)],
    ['What the gate said', [verdictOf(model)]],
    ['Heads and objectives', heads(manifest)],
    ...(model.refusals.length > 0 ? ([['Refusals', refusals(model)]] as const) : []),
    ['Known limits', limits(model, signature)],
  ];
  const page = sections.flatMap(([title, lines]) => [`## ${title}`, '', ...lines, '']);
  return [`# Model ${model.version}`, '', standing(model), '', ...page].join('\n');
}

function standing({ state, createdAt, promotedAt }: RegisteredModel): string {
  const said = {
    live: `It is **live** since ${promotedAt}.`,
    retired: `It is **retired**; it was live last from ${promotedAt}.`,
    candidate: 'It is a **candidate**: it was never live.',
    rejected: 'It is **rejected**: it was never live.',
  }[state];
  return `${said} Made ${createdAt}.`;
}

function whatItIs({ features, parameters, ...manifest }: Manifest): string[] {
  const columns = features.reduce((sum, { width }) => sum + width, 0);
  return [
    `A retrieval model${parameters.dimensions ? ` of ${parameters.dimensions} dimensions` : ''} with its built index, and a ranker over ${count(columns, 'feature')} in ${count(features.length, 'group')}.`,
    '',
    `- package format ${manifest.formatVersion}, code ${manifest.codeVersion}, backend ${manifest.backend}, random seed ${manifest.randomSeed}`,
    `- feature fingerprint \`${manifest.fingerprint}\``,
    `- parameters: ${list(Object.entries(parameters).map(([name, value]) => `${name} ${value}`))}`,
  ];
}

function trainedOn({ data }: Manifest): string[] {
  const kinds = Object.entries(data.eventsByType ?? {}).map(([type, events]) => `${type} ${events}`);
  return [
    `- window: ${iso(data.fromMs)} to ${iso(data.untilMs)} (first and last event)`,
    `- ${count(data.events, 'event')} of ${count(data.users, 'user')} on ${count(data.items, 'item')}`,
    ...(kinds.length > 0 ? [`- by type: ${list(kinds)}`] : []),
    `- origins: ${list(data.origins)}`,
    `- sha256 of the dataset: \`${data.sha256 || 'none'}\``,
    ...(data.catalogueSha256 ? [`- sha256 of the catalogue in it: \`${data.catalogueSha256}\``] : []),
  ];
}

function lineage({ version, manifest }: RegisteredModel, others: readonly RegisteredModel[]): string[] {
  const lines = [`1. ${version} (this one)`];
  const seen = new Set([version]);
  for (let parent = manifest.parent; parent !== null && !seen.has(parent); ) {
    const found = others.find((other) => other.version === parent);
    lines.push(
      `1. ${parent}${found ? `, ${found.state}, made ${found.createdAt}` : ', of which nothing is recorded here'}`,
    );
    seen.add(parent);
    parent = found?.manifest.parent ?? null;
  }
  if (lines.length === 1) return ['It has no parent: nothing was live when it was made.'];
  return ['Each was live when the one above it was made.', '', ...lines];
}

const SIGNED: Readonly<Record<SignatureStatus, (state: SignatureState) => string>> = {
  absent: () => 'Its files are not here, so nothing can be said of its signature.',
  unsigned: () => 'It is not signed.',
  unchecked: () => 'It is signed; with no MODEL_PUBLIC_KEYS nobody here can say by whom.',
  valid: ({ keyId }) => `It is signed with the key ${keyId}, which is trusted here.`,
  invalid: () => '**Its signature is of no key that is trusted here, or its manifest was changed.**',
};

function metricsOf({ metrics }: Manifest): string[] {
  const names = [...new Set(Object.values(metrics).flatMap(Object.keys))].filter((name) => !isBound(name));
  if (names.length === 0) return ['None were measured.'];
  const rows = Object.entries(metrics).map(([stage, values]) => [
    stage,
    ...names.map((name) => measured(values, name)),
  ]);
  return [
    'On titles of users that were held out of its training, by stage; in brackets the 95% interval where one was taken.',
    '',
    ...markdownTable(['stage', ...names], rows),
  ];
}

/** The bounds of an interval stand beside its metric. */
const isBound = (name: string): boolean => /\.(low|high)$/.test(name);

function measured(values: Readonly<Record<string, number>>, name: string): string {
  const value = values[name];
  if (value === undefined) return '';
  const [low, high] = [values[`${name}.low`], values[`${name}.high`]];
  return low === undefined || high === undefined ? short(value) : `${short(value)} (${short(low)} to ${short(high)})`;
}

function verdictOf({ verdict }: RegisteredModel): string {
  if (verdict === null) return 'It was not asked.';
  return `${verdict.passed ? 'Passed' : 'Not passed'}: ${verdict.reason}.`;
}

function heads({ heads: learned, objectives, metrics }: Manifest): string[] {
  const rows = HEADS.map((head) => [
    head,
    learned.includes(head) ? 'yes' : 'no: constant, it moves no order',
    String(objectives[head]),
    calibrationOf(metrics, head) ?? 'not measured',
  ]);
  return [
    'Weights are those it was judged with; PUT /v1/objectives decides what is served with.',
    '',
    ...markdownTable(['head', 'learned', 'weight', 'ece'], rows),
  ];
}

/** Expected calibration error of a head, under whichever stage it was measured. */
function calibrationOf(metrics: Manifest['metrics'], head: string): string | null {
  const found = Object.values(metrics).find((values) => values[`ece:${head}`] !== undefined);
  return found === undefined ? null : short(found[`ece:${head}`]!);
}

const refusals = ({ refusals: all }: RegisteredModel): string[] =>
  all.map(({ reason, detail, atMs }) => `- ${iso(atMs)} ${reason}: ${detail}`);

function limits({ manifest, verdict }: RegisteredModel, signature: SignatureState): string[] {
  const { data, metrics, heads: learned } = manifest;
  const names = Object.values(metrics).flatMap(Object.keys);
  const unlearned = HEADS.filter((head) => !learned.includes(head));
  const uncalibrated = learned.filter((head) => calibrationOf(metrics, head) === null);
  const made = data.origins.filter((origin) => origin === 'simulate' || origin === 'test');
  const said = [
    'Offline metrics count titles that people came to by the pages of their time. Whether pages of this model do better with people, only an experiment says.',
    made.length > 0 && `Its data has events of origin ${list(made)}: viewers who are no people.`,
    names.length === 0 && 'Nothing was measured on held-out titles.',
    names.length > 0 && !names.some(isBound) && 'No interval was taken: small differences between rows may be noise.',
    unlearned.length > 0 && `Not learned, for want of data: ${list(unlearned)}.`,
    uncalibrated.length > 0 && `Calibration was not measured: ${list(uncalibrated)}.`,
    verdict === null && 'No gate has compared it with the model before it.',
    signature.status === 'unsigned' && 'Nobody vouches for its files beyond their checksums.',
  ];
  return said.filter((line) => line !== false).map((line) => `- ${line}`);
}

const markdownTable = (names: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${names.join(' | ')} |`,
  `|${names.map(() => '---|').join('')}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
const list = (parts: readonly string[]): string => parts.join(', ') || 'none';
const iso = (atMs: number): string => new Date(atMs).toISOString();
const short = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(4));
