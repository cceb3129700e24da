import type { Catalogue } from '../../domain/catalogue.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Decision } from '../../domain/decision.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { ModelPackage } from '../../domain/model-package.ts';
import type { Objectives } from '../../domain/objectives.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Page } from '../../domain/page.ts';
import type { LogStore } from '../../domain/ports/log-store.ts';
import type { ModelStore } from '../../domain/ports/model-store.ts';
import { type ComparedPages, comparePackages, type PackageComparison } from './compare-packages.ts';
import { createServeAgain, type KnownThen } from './serve-again.ts';

export interface CompareDeps {
  readonly modelStore: Pick<ModelStore, 'load'>;
  readonly logStore: Pick<LogStore, 'decisions'>;
  readonly catalogue: Catalogue;
  /** What both are ranked for. */
  readonly objectives: Objectives;
  readonly clock: Clock;
  /** What was known of the user and of the items when a page was served. */
  readonly knownAt: (decision: Decision) => Promise<KnownThen>;
}

export interface CompareOptions {
  /** Newest pages of the log, at most. */
  readonly decisions: number;
  readonly k: number;
  readonly origin: Origin;
}

export interface ComparisonOnLog extends PackageComparison {
  /** Pairs of which one page could not be made on the best rung. */
  readonly degraded: number;
}

/** Throws as ModelStore.load does, and MarqueeError 'data-check-failed' when no page was logged. A TF.js backend must be open. */
export async function compareOnLog(
  deps: CompareDeps,
  versions: readonly [string, string],
  { decisions: most, k, origin }: CompareOptions,
  onPage: (done: number, of: number) => void = () => {},
): Promise<ComparisonOnLog> {
  const decisions = await newestPages(deps.logStore, origin, most);
  if (decisions.length === 0) {
    const sentence = `The log has no home page of origin ${origin} that knew its user: there is nothing to compare on.`;
    throw new MarqueeError('data-check-failed', `${sentence} --origin takes another.`);
  }
  const models: ModelPackage[] = [];
  try {
    for (const version of versions) models.push(await deps.modelStore.load(version));
    const [serveA, serveB] = models.map((model) => createServeAgain(model, deps));
    const pairs: ComparedPages[] = [];
    let degraded = 0;
    for (const decision of decisions) {
      const known = await deps.knownAt(decision);
      const items = Math.max(k, longestRow(decision));
      const a = await serveA!(decision, known, items);
      const b = await serveB!(decision, known, items);
      if (a.degraded || b.degraded) degraded++;
      pairs.push({ a: rowsOf(a), b: rowsOf(b) });
      onPage(pairs.length, decisions.length);
    }
    return { ...comparePackages(pairs, k), degraded };
  } finally {
    for (const model of models) model.ranker.dispose();
  }
}

/** Home pages on the rungs that know their user, oldest first; those that go on with another are no pages by themselves. */
async function newestPages(logStore: Pick<LogStore, 'decisions'>, origin: Origin, most: number): Promise<Decision[]> {
  let newest: Decision[] = [];
  for await (const batch of logStore.decisions({ origins: [origin] })) {
    const kept = batch.filter(
      ({ route, rung, parentId }) => route === 'home' && parentId === null && (rung === 'R0' || rung === 'R1'),
    );
    newest = [...newest, ...kept].slice(-most);
  }
  return newest;
}

const longestRow = ({ slots }: Decision): number => slots.position.reduce((most, at) => Math.max(most, at + 1), 1);

const rowsOf = (page: Page): ComparedPages['a'] =>
  page.rows.map(({ rowId, items }) => ({
    rowId,
    items: items.map(({ itemId, score }) => ({ itemId, score: score ?? Number.NaN })),
  }));
