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
    ['What the gate said', verdictOf(model)],
    ['Heads and objectives', heads(manifest)],
    ...(model.refusals.length > 0 ? ([['Refusals', refusals(model)]] as const) : []),
    ['Known limits', limits(model, signature)],
  ];
  const page = sections.flatMap(([title, lines]) => [`## ${title}`, '', ...lines, '']);
  return [`# Model ${model.version}`, '', standing(model), '', ...page].join('\n').trimEnd();
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

function whatItIs({ features, parameters, parts, ...manifest }: Manifest): string[] {
  const columns = features.reduce((sum, { width }) => sum + width, 0);
  return [
    `A retrieval model${parameters.dimensions ? ` of ${parameters.dimensions} dimensions` : ''} with its built index, and a ranker over ${count(columns, 'feature')} in ${count(features.length, 'group')}.`,
    '',
    ...(parts === undefined
      ? []
      : [`- made of: retrieval ${parts.retrieval}, ranker ${parts.ranker} (docs/models.md)`]),
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

function metricsOf({ metrics, intervals = {} }: Manifest): string[] {
  const names = [...new Set(Object.values(metrics).flatMap(Object.keys))];
  if (names.length === 0) return ['None were measured.'];
  const rows = Object.entries(metrics).map(([stage, values]) => [
    stage,
    ...names.map((name) => measured(values[name], intervals[stage]?.[name]?.ci95)),
  ]);
  return [
    'On titles of users that were held out of its training, by stage; in brackets the 95% interval where one was taken.',
    '',
    ...markdownTable(['stage', ...names], rows),
  ];
}

function measured(value: number | undefined, ci95: readonly [number, number] | undefined): string {
  if (value === undefined) return '';
  return ci95 === undefined ? short(value) : `${short(value)} (${ci95.map(short).join(' to ')})`;
}

function verdictOf({ verdict, manifest }: RegisteredModel): string[] {
  const said = verdict ?? manifest.gate ?? null;
  if (said === null) return ['It was not asked.'];
  const rows = (manifest.gate?.comparisons ?? []).map(({ against, version, measure, users, outcome, ...compared }) => [
    version === null ? against : `${against} (${version})`,
    measure,
    String(users),
    compared.difference === null ? '' : measured(compared.difference, compared.ci95 ?? undefined),
    compared.because === null ? outcome : `${outcome}: ${compared.because}`,
  ]);
  const names = ['against', 'measure', 'users', 'difference', 'outcome'];
  return [
    `${said.passed ? 'Passed' : 'Not passed'}: ${said.reason.replace(/\.$/, '')}.`,
    ...(rows.length > 0 ? ['', ...markdownTable(names, rows)] : []),
  ];
}

function heads({ heads: learned, objectives, calibrationErrors = {} }: Manifest): string[] {
  const rows = HEADS.map((head) => [
    head,
    learned.includes(head) ? 'yes' : 'no: constant, it moves no order',
    String(objectives[head]),
    calibrationErrors[head] === undefined ? 'not measured' : short(calibrationErrors[head]),
  ]);
  return [
    'Weights are those it was judged with; PUT /v1/objectives decides what is served with.',
    '',
    ...markdownTable(['head', 'learned', 'weight', 'ece'], rows),
  ];
}

const refusals = ({ refusals: all }: RegisteredModel): string[] =>
  all.map(({ reason, detail, atMs }) => `- ${iso(atMs)} ${reason}: ${detail}`);

function limits({ manifest, verdict }: RegisteredModel, signature: SignatureState): string[] {
  const { data, metrics, intervals = {}, calibrationErrors = {}, heads: learned } = manifest;
  const isMeasured = Object.keys(metrics).length > 0;
  const unlearned = HEADS.filter((head) => !learned.includes(head));
  const uncalibrated = learned.filter((head) => calibrationErrors[head] === undefined);
  const made = data.origins.filter((origin) => origin === 'simulate' || origin === 'test');
  const said = [
    'Offline metrics count titles that people came to by the pages of their time. Whether pages of this model do better with people, only an experiment says.',
    made.length > 0 && `Its data has events of origin ${list(made)}: viewers who are no people.`,
    !isMeasured && 'Nothing was measured on held-out titles.',
    isMeasured &&
      Object.keys(intervals).length === 0 &&
      'No interval was taken: small differences between rows may be noise.',
    unlearned.length > 0 && `Not learned, for want of data: ${list(unlearned)}.`,
    uncalibrated.length > 0 && `Calibration was not measured: ${list(uncalibrated)}.`,
    verdict === null && manifest.gate === undefined && 'No gate has compared it with the model before it.',
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
