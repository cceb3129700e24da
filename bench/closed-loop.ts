import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDemoFilms } from '../src/commands/demo.ts';
import { makeKey } from '../src/commands/keys.ts';
import { loadService } from '../src/commands/load-service.ts';
import type { Service } from '../src/commands/service.ts';
import { loadConfig } from '../src/config.ts';
import { type PageValue, pageValue } from '../src/simulation/page-value.ts';
import { simulate, type TasteKind } from '../src/simulation/simulate.ts';
import { meanOf, pairedDifference } from './paired-difference.ts';

export interface ClosedLoopOptions {
  /** Of the tastes and of each training. */
  readonly seed: number;
  readonly tastes: TasteKind;
  readonly viewers: number;
  readonly sessions: number;
  /** Trainings. */
  readonly rounds: number;
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
  const directory = await mkdtemp(join(tmpdir(), 'marquee-loop-'));
  // Postgres does not run as root: its own user has to get here.
  await chmod(directory, 0o755);
  const settings = {
    DATA_DIR: join(directory, 'data'),
    MODELS_DIR: join(directory, 'models'),
    PORT: '0',
    ADMIN_PORT: '0',
    STATS_REFRESH_S: '1',
    // The simulation shares this process: a page may wait for its turn.
    DEADLINE_MS: '5000',
    LOG_LEVEL: 'warn',
  };
  const config = loadConfig(settings);
  const { startService } = await loadService(config);
  const service = await startService(config, { origins: ['app', 'import'] });
  try {
    return await runRounds(service, settings, options);
  } finally {
    await service.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runRounds(
  service: Service,
  settings: NodeJS.ProcessEnv,
  options: ClosedLoopOptions,
): Promise<LoopRound[]> {
  const { context } = service;
  const films = await readDemoFilms();
  await context.itemStore.upsert(films);
  await service.refresh();
  const { key } = await makeKey(context, { role: 'app', name: 'closed loop', origin: 'app' });
  const plays = new Float64Array(films.length);
  const rounds: LoopRound[] = [];
  let before: readonly number[] | null = null;
  for (let round = 0; round <= options.rounds; round++) {
    const isNew = round > 0 && (await train(service, settings, options));
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

const REJECTED = 3;

/** `marquee train` as anybody runs it, then waits until the new package is served; false: the gate kept it off, the last one serves on. */
async function train(service: Service, settings: NodeJS.ProcessEnv, { seed }: ClosedLoopOptions): Promise<boolean> {
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const { PATH, HOME } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, 'train', '--seed', String(seed)],
    {
      env: { PATH, HOME, ...settings },
      // What it says, tables and all, is for people.
      stdio: ['ignore', process.stderr, 'inherit'],
    },
  );
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0 && code !== REJECTED) throw new Error(`train ended with ${code}`);
  await service.refresh();
  return code === 0;
}
