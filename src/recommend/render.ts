import type { Catalogue } from '../domain/catalogue.ts';
import { type Decision, impressionIdOf, type PageRoute } from '../domain/decision.ts';
import type { IncludableField, IncludedFields, Item } from '../domain/item.ts';
import {
  type Page,
  type PageRow,
  type PageSlot,
  type ReasonCode,
  type ResumePoint,
  type Rung,
  SOURCES,
  type Source,
  sourceNo,
} from '../domain/page.ts';
import { namesOff } from '../domain/switches.ts';
import type { CandidateSet } from './candidate-set.ts';
import { expiryMs } from './expiry.ts';
import type { PageContext } from './page-context.ts';
import type { NextTokens } from './paging/next-tokens.ts';
import { NOBODY, type RowDraft } from './row-draft.ts';
import { mayBeNamed } from './rows/seeds.ts';
import type { PageDraft } from './select/select.ts';

/** What the answer says of its making. */
export interface PageFacts {
  readonly route: PageRoute;
  readonly rung: Rung;
  readonly tookMs: number;
  readonly pageTtlMs: number;
}

/** The log's record of the page, as decided: all slots in page order. */
export function renderDecision(
  { context, candidates, rows, withheld }: PageDraft,
  { route, rung, tookMs }: PageFacts,
): Decision {
  const { request, snapshot, catalogue } = context;
  const count = rows.reduce((sum, row) => sum + row.slotCount, 0);
  const slots = {
    itemNo: new Int32Array(count),
    rowIndex: new Int16Array(count),
    position: new Int16Array(count),
    source: new Uint8Array(count),
    score: new Float32Array(count),
    propensity: new Float32Array(count),
    explored: new Uint8Array(count),
    pinNo: new Int32Array(count),
    displacedItemNo: new Int32Array(count),
  };
  let at = 0;
  for (const [rowIndex, row] of rows.entries()) {
    for (let slot = 0; slot < row.slotCount; slot++, at++) {
      const position = row.slots[slot]!;
      slots.itemNo[at] = catalogue.itemNo[candidates.dense[position]!]!;
      slots.rowIndex[at] = rowIndex;
      slots.position[at] = slot;
      slots.source[at] = sourceOf(row, slot, candidates);
      slots.score[at] = candidates.score[position]!;
      slots.propensity[at] = row.propensity[slot]!;
      slots.explored[at] = row.explored[slot]!;
      slots.pinNo[at] = row.pinNo[slot]!;
      slots.displacedItemNo[at] = row.displacedItemNo[slot]!;
    }
  }
  return {
    recommendationId: request.recommendationId,
    parentId: request.shown?.parentId ?? null,
    servedAtMs: request.nowMs,
    userKey: request.userKey,
    sessionId: request.sessionId,
    origin: request.origin,
    route,
    surface: request.surface,
    region: request.region,
    maturity: request.maturity,
    language: request.language,
    timeZone: request.timeZone,
    rung,
    ...versionsAt(rung, snapshot.models?.model.version ?? null),
    arms: {},
    switches: namesOff(snapshot.switches, request.nowMs),
    snapshotVersions: snapshot.versions,
    randomSeed: request.randomSeed,
    tookMs,
    slotsAsked: Math.min(request.rows, request.rowIds?.length ?? request.rows) * request.items,
    rowIds: rows.map((row) => row.plan.rowId),
    withheld,
    slots,
  };
}

/** The answer in the shape the API gives. */
export function renderPage(
  { context, candidates, rows }: PageDraft,
  decision: Decision,
  { rung, tookMs, pageTtlMs }: PageFacts,
  logged: boolean,
  next: NextTokens | null,
): Page {
  const { request } = context;
  return {
    recommendationId: request.recommendationId,
    parentId: decision.parentId,
    userId: request.userId,
    rung,
    degraded: rung !== 'R0',
    logged,
    tookMs: rounded(tookMs, 100),
    expiresAt: new Date(expiryMs(context, rows, candidates, pageTtlMs)).toISOString(),
    models: { retrieval: decision.retrievalVersion, ranker: decision.rankerVersion },
    arms: decision.arms,
    rows: rows.map((row, rowIndex) => renderRow(context, row, rowIndex, candidates, next?.rows[rowIndex] ?? null)),
    next: next?.page ?? null,
  };
}

/** What the page was really made with: a package that could not be used is not named. */
function versionsAt(rung: Rung, version: string | null) {
  return { retrievalVersion: rung < 'R4' ? version : null, rankerVersion: rung < 'R3' ? version : null };
}

function renderRow(
  context: PageContext,
  row: RowDraft,
  rowIndex: number,
  candidates: CandidateSet,
  next: string | null,
): PageRow {
  const { catalogue } = context;
  const { plan } = row;
  const isNamed = plan.seed >= 0 && mayBeNamed(context, plan.seed);
  const items = new Array<PageSlot>(row.slotCount);
  for (let slot = 0; slot < row.slotCount; slot++) items[slot] = renderSlot(context, row, rowIndex, slot, candidates);
  return {
    rowId: plan.rowId,
    kind: plan.kind,
    title: plan.title,
    titleKey: plan.titleKey,
    titleParams: plan.titleParams,
    seed: !isNamed ? null : { itemId: catalogue.itemId[plan.seed]!, title: catalogue.title[plan.seed]! },
    items,
    next,
  };
}

function renderSlot(
  context: PageContext,
  row: RowDraft,
  rowIndex: number,
  slot: number,
  candidates: CandidateSet,
): PageSlot {
  const { catalogue, request } = context;
  const position = row.slots[slot]!;
  const dense = candidates.dense[position]!;
  const source = SOURCES[sourceOf(row, slot, candidates)]!;
  const because = row.because.get(position) ?? (GROWN_FROM_SEED.includes(source) ? row.plan.seed : -1);
  const seedItemId = because < 0 || !mayBeNamed(context, because) ? null : catalogue.itemId[because]!;
  const { include } = request;
  const resume = row.plan.kind === 'continue-watching' ? resumePoint(context, dense) : null;
  return {
    itemId: catalogue.itemId[dense]!,
    impressionId: impressionIdOf(request.recommendationId, rowIndex, slot),
    position: slot,
    score: rounded(candidates.score[position]!, 10_000),
    propensity: rounded(row.propensity[slot]!, 1_000_000),
    pinned: row.pinNo[slot] !== 0,
    reason: { code: REASON_OF[source], seedItemId },
    ...(include.length > 0 && { item: fieldsOf(catalogue.item[dense]!, include) }),
    ...(resume !== null && { resume }),
  };
}

function fieldsOf(item: Item, include: readonly IncludableField[]): IncludedFields {
  const fields: Record<string, unknown> = {};
  for (const field of include) fields[field] = item[field];
  return fields;
}

/** A row with one source shows what that source says; where several propose, each candidate has its own. */
function sourceOf(row: RowDraft, slot: number, candidates: CandidateSet): number {
  if (row.pinNo[slot] !== 0) return sourceNo('pin');
  if (row.placedBy[slot] !== NOBODY) return row.placedBy[slot]!;
  return row.plan.sources.length === 1 ? sourceNo(row.plan.sources[0]!) : candidates.source[row.slots[slot]!]!;
}

const GROWN_FROM_SEED: readonly Source[] = ['because-you-watched', 'similar'];

const REASON_OF: Readonly<Record<Source, ReasonCode>> = {
  retrieval: 'similar-taste',
  cooccurrence: 'watched-together',
  popular: 'popular',
  trending: 'trending',
  new: 'new',
  genre: 'genre',
  'continue-watching': 'unfinished',
  'because-you-watched': 'watched-together',
  pin: 'pinned',
  fallback: 'editors-list',
  similar: 'similar-title',
  'popular-here': 'popular-here',
  'my-list': 'on-your-list',
  'leaving-soon': 'leaving-soon',
  'watch-again': 'watched-before',
  'more-from': 'more-from',
  'live-now': 'live-now',
  'starting-soon': 'starting-soon',
  collection: 'collection',
  search: 'search-match',
  'new-item': 'new-here',
};

/** null for a pinned title that the user did not begin. */
function resumePoint({ unfinished, catalogue }: PageContext, title: number): ResumePoint | null {
  const entry = unfinished.title.indexOf(title);
  if (entry < 0) return null;
  const item = unfinished.item[entry]!;
  const portion = unfinished.portion[entry]!;
  const positionS = portion === 0 ? 0 : Math.round(portion * catalogue.durationS[item]!);
  return {
    itemId: catalogue.itemId[item]!,
    season: numberOrNull(catalogue, 'season', item),
    episode: numberOrNull(catalogue, 'episode', item),
    portion: rounded(portion, 10_000),
    positionS: Number.isFinite(positionS) ? positionS : null,
  };
}

function numberOrNull(catalogue: Catalogue, column: 'season' | 'episode', dense: number): number | null {
  const number = catalogue[column][dense]!;
  return number < 0 ? null : number;
}

const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps;
