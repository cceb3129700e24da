import { cpus } from 'node:os';
import { type Child, startChild } from './child.ts';
import type { KernelReport } from './processes/kernels.ts';
import type { Load, LoadResult } from './processes/load.ts';
import { readTimers, rounded, stagesBetween } from './stages.ts';
import { createWorld, type World } from './world.ts';

export interface ServeOptions {
  readonly items: number;
  readonly seconds: number;
  /** Where to write a CPU profile of the service. */
  readonly profileDirectory: string | null;
  readonly say: (line: string) => void;
}

/** Times in ms; CPU times are of the service's process, all its threads, shipping to Postgres included. */
export interface ServeResult {
  readonly items: number;
  readonly pagesPerSecondPerCore: number;
  readonly cpuMsPerPage: number;
  /** At one request at a time. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly floors: { readonly http: number; readonly kernels: number; readonly native: number | null };
  readonly glueRatio: number;
  /** recall@100 of the index, over user vectors. */
  readonly recall: number;
  /** Wall time of each stage at one request at a time, ms a page. */
  readonly stages: Readonly<Record<string, number>>;
  /** Resident memory of the service after all rounds: Node, TF.js, catalogue, package, caches. */
  readonly processMb: number;
  readonly kernels: KernelReport['kernels'];
  readonly page: Omit<KernelReport, 'kernels' | 'recallAt100'>;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    readonly userStates: string;
  };
  readonly notes: readonly string[];
}

/** Short ones, and the least of them: what another process takes from the machine can only add to a round. */
const ROUNDS = 8;
/** Enough to keep the service busy, few enough that none waits long. */
const BUSY_CONNECTIONS = 8;
/** Users whose pages are asked for: few enough that each round is about all of them, and the kernels about the same. */
const USERS = 256;

/** Starts everything, measures service and floors in turn, and leaves nothing behind. */
export async function benchServe({ items, seconds, profileDirectory, say }: ServeOptions): Promise<ServeResult> {
  const world = await createWorld(items, say);
  const children: Child[] = [];
  const start = (program: string, settings: NodeJS.ProcessEnv = {}, nodeArguments: readonly string[] = []): Child => {
    const child = startChild(program, settings, nodeArguments);
    children.push(child);
    return child;
  };
  try {
    const kernelProcess = start('kernels', { ...world.settings, LOG_LEVEL: 'warn' });
    say('Measuring the kernels.');
    const { kernels, recallAt100, ...page } = await kernelProcess.ask<KernelReport>('measure', {
      users: world.userIds.slice(0, USERS).map((userId, at) => ({ userId, userKey: world.userKeys[at]! })),
      roundMs: 5 * seconds,
    });
    await kernelProcess.stop();

    say('Starting the service.');
    const profile = profileDirectory === null ? [] : ['--cpu-prof', '--cpu-prof-dir', profileDirectory];
    const service = start('service', world.settings, profile);
    const { baseUrl, adminUrl } = await service.ask<{ baseUrl: string; adminUrl: string }>('start');
    const floor = start('http-floor');
    const floorUrl = await floor.ask<string>('start', await floorParts(world, baseUrl));
    const loader = start('load');
    const paths = world.userIds.slice(0, USERS).map(homePath);
    const drive = (load: Pick<Load, 'baseUrl' | 'connections' | 'seconds'>) =>
      loader.ask<LoadResult>('run', { ...load, paths, key: world.key } satisfies Load);
    /** CPU ms an answer, with all connections busy. */
    const cpuOf = async (child: Child, url: string, forSeconds = seconds / ROUNDS): Promise<number> => {
      const before = await child.ask<number>('cpuMs');
      const { answers, failures } = await drive({
        baseUrl: url,
        connections: BUSY_CONNECTIONS,
        seconds: forSeconds,
      });
      if (failures > 0) throw new Error(`${failures} of ${answers} requests failed.`);
      return ((await child.ask<number>('cpuMs')) - before) / answers;
    };

    say('Warming up.');
    await cpuOf(service, baseUrl, seconds);
    await cpuOf(floor, floorUrl);
    say('Measuring the service and the floor in turn.');
    const serviceCpuMs: number[] = [];
    const floorCpuMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      serviceCpuMs.push(await cpuOf(service, baseUrl));
      floorCpuMs.push(await cpuOf(floor, floorUrl));
    }
    const before = await readTimers(adminUrl);
    const quiet = await drive({ baseUrl, connections: 1, seconds: seconds / 2 });
    const after = await readTimers(adminUrl);
    const residentBytes = await service.ask<number>('memory');

    const cpuMsPerPage = Math.min(...serviceCpuMs);
    const http = Math.min(...floorCpuMs);
    const allKernels = Object.values(kernels).reduce((sum, ms) => sum + ms, 0);
    return {
      items,
      pagesPerSecondPerCore: Math.round(1000 / cpuMsPerPage),
      cpuMsPerPage: rounded(cpuMsPerPage),
      p50Ms: rounded(quiet.p50Ms),
      p99Ms: rounded(quiet.p99Ms),
      floors: { http: rounded(http), kernels: rounded(allKernels), native: null },
      glueRatio: rounded(cpuMsPerPage / (http + allKernels)),
      recall: rounded(recallAt100),
      stages: stagesBetween(before, after),
      processMb: Math.round(residentBytes / 1024 ** 2),
      kernels: mapValues(kernels, rounded),
      page: mapValues(page, rounded),
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        userStates: world.redisUrl === null ? 'Postgres' : 'Redis',
      },
      notes: notesOn(world, after.pages - after.fullPages, after.pages),
    };
  } finally {
    for (const child of children.reverse()) await child.stop();
    await world.close();
  }
}

/** For the floor: where the states are, and a real page to send. */
async function floorParts({ userIds, userKeys, redisUrl, key }: World, baseUrl: string) {
  const answer = await fetch(`${baseUrl}${homePath(userIds[0]!)}`, { headers: { authorization: `Bearer ${key}` } });
  const page = await answer.text();
  if (answer.status !== 200) throw new Error(`The service answers ${answer.status}: ${page}`);
  return { redisUrl, stateKeys: userKeys.map((userKey) => `marquee:u:${userKey}`), page };
}

const homePath = (userId: string): string => `/v1/users/${userId}/home?region=GB`;

function notesOn(world: World, steppedDown: number, pages: number): string[] {
  return [
    'the ranker has made-up weights, all else is trained on the made-up log',
    'native: not measured, onnxruntime-node is no dependency of this project',
    ...(world.redisUrl === null
      ? ['no redis-server on the PATH: user states in Postgres, the http floor reads none']
      : []),
    ...(steppedDown > 0 ? [`${steppedDown} of ${pages} pages were not made on rung R0`] : []),
  ];
}

function mapValues<Keys extends string>(record: Readonly<Record<Keys, number>>, map: (value: number) => number) {
  return Object.fromEntries(Object.entries<number>(record).map(([key, value]) => [key, map(value)])) as Record<
    Keys,
    number
  >;
}
