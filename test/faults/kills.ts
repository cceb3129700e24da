import { seededRandom } from '../../src/domain/clock.ts';
import { type LoadHistory, startLoad } from './load.ts';
import { type FaultStack, openFaultStack, putFilms } from './stack.ts';
import { judgeHistory, type Verdict } from './verdict.ts';

export interface KillsOutcome {
  readonly history: LoadHistory;
  readonly verdict: Verdict;
  /** Exit code of the last, orderly stop: 0 when everything was stored. */
  readonly exitCode: number | null;
  /** From a SIGKILL of the service until it listens again. */
  readonly serviceBackS: readonly number[];
  /** From a SIGKILL of Postgres until its log is replayed and it answers; it is left dead for a while before. */
  readonly postgresBackS: readonly number[];
  /** From SIGTERM after the load until everything is stored and the process has ended. */
  readonly drainS: number;
}

export interface KillsOptions {
  readonly seed: number;
  readonly serviceKills: number;
  readonly postgresKills: number;
  /** Both at the same moment, beside those. */
  readonly doubleKills?: number;
  /** Event acknowledgements between two faults, from and to: the moment is drawn, and a slow machine only takes longer. */
  readonly between: readonly [number, number];
}

/** SIGKILLs of the service and of Postgres at drawn moments under load, then an orderly stop, then the count. */
export async function killUnderLoad(stack: FaultStack, options: KillsOptions): Promise<KillsOutcome> {
  const random = seededRandom(options.seed);
  const itemIds = await putFilms(stack, 100);
  const load = startLoad(stack, { seed: options.seed, itemIds });
  const some = (): Promise<void> => {
    const [from, to] = options.between;
    return load.more(from + Math.floor(random() * (to - from)));
  };
  const serviceBackS: number[] = [];
  const postgresBackS: number[] = [];
  const timed = async (seconds: number[], work: () => Promise<unknown>) => {
    const beganMs = performance.now();
    await work();
    seconds.push(Number(((performance.now() - beganMs) / 1000).toFixed(2)));
  };
  const reviveService = () => timed(serviceBackS, () => stack.serve());
  const revivePostgres = () => timed(postgresBackS, () => stack.postgres.restart());

  const faults = {
    async service() {
      await stack.service.kill();
      await reviveService();
    },
    async postgres() {
      await stack.postgres.kill();
      // Events are acknowledged meanwhile.
      await some();
      await revivePostgres();
    },
    async both() {
      await Promise.all([stack.postgres.kill(), stack.service.kill()]);
      await revivePostgres();
      await reviveService();
    },
  };
  const plan = [
    ...Array<'service'>(options.serviceKills).fill('service'),
    ...Array<'postgres'>(options.postgresKills).fill('postgres'),
    ...Array<'both'>(options.doubleKills ?? 0).fill('both'),
  ]
    .map((name) => ({ name, at: random() }))
    .sort((a, b) => a.at - b.at);
  for (const { name } of plan) {
    await some();
    await faults[name]();
  }
  await some();
  const history = await load.stop();

  const stoppingMs = performance.now();
  const exitCode = await stack.service.stop();
  const drainS = (performance.now() - stoppingMs) / 1000;
  return { history, verdict: await judgeHistory(stack, history), exitCode, serviceBackS, postgresBackS, drainS };
}

/** A stack with a running service. */
export async function openServing(options: Parameters<typeof openFaultStack>[0] = {}): Promise<FaultStack> {
  const stack = await openFaultStack(options);
  try {
    await stack.serve();
    return stack;
  } catch (error) {
    await stack.destroy();
    throw error;
  }
}
