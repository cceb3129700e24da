import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from '@jest/globals';
import type { Config } from '../../src/config.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import { testRedisUrl } from './redis.ts';
import type { TestService } from './service.ts';

/** Three genres of forty films ("Horror-7") and 120 viewers ("v0"...) who mostly keep to one: enough for a model to learn from. */
const GENRES = ['Comedy', 'Horror', 'Documentary'] as const;
const TITLES_A_GENRE = 40;
const HOUR_MS = 3_600_000;

/** Brings the world in through the API. */
export async function fillSmallWorld(service: Pick<TestService, 'call' | 'settled'>): Promise<void> {
  const lines = GENRES.flatMap((genre) => titles().map((n) => JSON.stringify(film(genre, n))));
  const items = await service.call('POST', '/v1/items', {
    as: 'editor',
    headers: { 'content-type': 'application/x-ndjson' },
    raw: lines.join('\n'),
  });
  expect(items).toMatchObject({ status: 200, body: { accepted: 120, rejected: [] } });

  const random = seededRandom(11);
  const startMs = Date.now() - 40 * 24 * HOUR_MS;
  for (let viewer = 0; viewer < 120; viewer++) {
    const watched = [...titles()].sort(() => random() - 0.5).slice(0, 14);
    const events = watched.map((n, step) => {
      const genre = random() < 0.9 ? GENRES[viewer % 3]! : GENRES[Math.floor(random() * 3)]!;
      return complete(`v${viewer}`, `${genre}-${n}`, `h-${viewer}-${step}`, startMs + viewer * HOUR_MS + step * 60_000);
    });
    const answer = await service.call('POST', '/v1/events', { json: { events } });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 14, rejected: [] } });
  }
  await service.settled();
}

/** What `train` is told of a service. */
interface Trainable {
  readonly databaseUrl: string;
  readonly context: { readonly config: Pick<Config, 'dataDir' | 'modelsDir'> };
}

/** Trains and publishes on the stores of the service; the answer of `marquee train --json`. */
export async function train(service: Trainable): Promise<{ outcome: string; version: string }> {
  const { code, stdout, stderr } = await runTrain(service);
  expect({ code, stderr: code === 0 ? '' : stderr + stdout }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** `marquee train` as an operator runs it. */
export const runTrain = (service: Trainable) => runMarquee(service, 'train', '--json');

/** A command as an operator runs it: a process of its own. */
export async function runMarquee(
  service: Trainable,
  ...argv: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { config } = service.context;
  const root = resolve(import.meta.dirname, '..', '..');
  const child = spawn(process.execPath, [resolve(root, 'src', 'main.ts'), ...argv], {
    cwd: root,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      LOG_LEVEL: 'warn',
      DATABASE_URL: service.databaseUrl,
      REDIS_URL: testRedisUrl(),
      DATA_DIR: config.dataDir,
      MODELS_DIR: config.modelsDir,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolveRun) => child.once('close', resolveRun));
  return { code: code ?? -1, stdout, stderr };
}

/** An event as POST /v1/events takes it. */
export const event = (type: string, userId: string, itemId: string, eventId: string, atMs = Date.now()) => ({
  eventId,
  type,
  userId,
  itemId,
  timestamp: new Date(atMs).toISOString(),
});

export const complete = (userId: string, itemId: string, eventId: string, atMs?: number) => ({
  ...event('complete', userId, itemId, eventId, atMs),
  portion: 1,
});

const titles = () => Array.from({ length: TITLES_A_GENRE }, (_, n) => n);

const film = (genre: string, n: number) => ({
  itemId: `${genre}-${n}`,
  type: 'film',
  title: `${genre} number ${n}`,
  genres: [genre],
  maturity: 'teen',
  releaseDate: `20${String(10 + (n % 15)).padStart(2, '0')}-01-01`,
  windows: [{ region: '*' }],
});
