import { readDemoFilms } from '../src/commands/demo.ts';
import type { Service } from '../src/commands/service.ts';
import { DEFAULT_TEMPLATES, withoutChance } from '../src/domain/page-template.ts';
import { SURFACES } from '../src/domain/pin.ts';
import { type PageValue, pageValue } from '../src/simulation/page-value.ts';
import { simulate, type TasteKind } from '../src/simulation/simulate.ts';
import { type LoopService, openLoopService } from './loop-service.ts';
import { meanOf, pairedDifference } from './paired-difference.ts';

export interface ClosedLoopOptions {
  /** Of the tastes and of each training. */
  readonly seed: number;
  readonly tastes: TasteKind;
  readonly viewers: number;
  readonly sessions: number;
  /** Trainings. */
  readonly rounds: number;
  /** Nothing is left to chance: no exploration, no slot for new items. */
  readonly still?: boolean;
  readonly say: (line: string) => void;
}

export interface LoopRound {
  /** 0: nothing was trained yet. */
  readonly round: number;
  /** It has a package of its own: the gate did not keep it off. */
  readonly isNew: boolean;
  readonly pages: number;
  /** Means over the viewers: expected clicks of a page. */
  readonly page: number;
  readonly oracle: number;
  readonly popular: number;
  /** page / oracle, popular / oracle: of the means. */
  readonly ofOracle: number;
  readonly popularOfOracle: number;
  /** This round's page less the last round's, viewer by viewer; null in round 0. */
  readonly gain: { readonly mean: number; readonly standardError: number } | null;
  /** Page less popular, viewer by viewer. */
  readonly overPopular: { readonly mean: number; readonly standardError: number };
}

/**
 * From an empty log, round after round: the same viewers come as strangers under new names, use what is live, and the next model is
 * trained on all that was logged. What pages are worth is known to the simulation alone. Embedded Postgres, the demo's films.
 */
export async function benchClosedLoop(options: ClosedLoopOptions): Promise<readonly LoopRound[]> {
  const films = await readDemoFilms();
  const loop = await openLoopService(films);
  try {
    if (options.still) await leaveNothingToChance(loop.service);
    return await runRounds(loop, films.length, options);
  } finally {
    await loop.close();
  }
}

async function runRounds(
  { service, key, train }: LoopService,
  films: number,
  options: ClosedLoopOptions,
): Promise<LoopRound[]> {
  const plays = new Float64Array(films);
  const rounds: LoopRound[] = [];
  let before: readonly number[] | null = null;
  for (let round = 0; round <= options.rounds; round++) {
    const isNew = round > 0 && (await train(options.seed));
    const values = await visit(service, key, plays, round, options);
    await service.settled();
    const perViewer = [...values.values()];
    const column = (name: keyof PageValue): number[] =>
      perViewer.map((pages) => meanOf(pages.map((page) => page[name])));
    const [page, oracle, popular] = [column('page'), column('oracle'), column('popular')];
    const means = { page: meanOf(page), oracle: meanOf(oracle), popular: meanOf(popular) };
    rounds.push({
      round,
      isNew,
      pages: perViewer.reduce((sum, pages) => sum + pages.length, 0),
      ...means,
      ofOracle: means.page / means.oracle,
      popularOfOracle: means.popular / means.oracle,
      gain: before && pairedDifference(page, before),
      overPopular: pairedDifference(page, popular),
    });
    before = page;
    options.say(`round ${round}: ${JSON.stringify(rounds.at(-1))}`);
  }
  return rounds;
}

async function leaveNothingToChance({ context, refresh }: Service): Promise<void> {
  const templates = withoutChance(DEFAULT_TEMPLATES);
  const change = { atMs: context.clock.nowMs(), actor: 'command', reason: 'nothing is left to chance' };
  for (const surface of SURFACES) await context.templatesStore.put(surface, templates[surface], null, change);
  await refresh();
}

/** Values of each viewer's pages, by the viewer's number. */
async function visit(
  { baseUrl, context }: Service,
  appKey: string,
  plays: Float64Array,
  round: number,
  { seed, tastes, viewers, sessions }: ClosedLoopOptions,
): Promise<Map<string, PageValue[]>> {
  const userPrefix = `r${round}-`;
  const values = new Map<string, PageValue[]>(
    Array.from({ length: viewers }, (_, number) => [`${userPrefix}${number}`, []]),
  );
  const seenBefore = new Map<string, number>();
  await simulate({
    baseUrl,
    appKey,
    users: viewers,
    sessionsPerUser: sessions,
    seed,
    tastes,
    userPrefix,
    clock: context.clock,
    onPage(page, viewer, world) {
      // What was seen since the viewer's last page was played by somebody.
      const seen = [...viewer.seen];
      for (const film of seen.slice(seenBefore.get(viewer.userId) ?? 0)) plays[film]!++;
      seenBefore.set(viewer.userId, seen.length);
      values.get(viewer.userId)!.push(pageValue(page, { world, taste: viewer.taste, seen: viewer.seen, plays }));
    },
  });
  return values;
}
