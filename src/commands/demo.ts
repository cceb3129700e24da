import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importVegaMovies } from '../catalogue/import-vega-movies.ts';
import type { Item } from '../domain/item.ts';
import type { LogStore } from '../domain/ports/log-store.ts';
import { simulate } from '../simulation/simulate.ts';
import { makeKey } from './keys.ts';
import type { CommandContext } from './shell.ts';
import { describeSimulation } from './simulate.ts';

export interface DemoDeps
  extends Pick<CommandContext, 'itemStore' | 'keyStore' | 'modelRegistry' | 'clock' | 'randomBytes'> {
  readonly logStore: Pick<LogStore, 'countEvents'>;
  /** Where this service listens already. */
  readonly baseUrl: string;
  /** Resolves when the service serves the imported items. */
  catalogueServed(itemCount: number): Promise<void>;
  /** Resolves when every event taken so far is in the log. */
  eventsLogged(): Promise<void>;
  /** Trains and publishes; resolves with the exit code of `train`. */
  train(): Promise<number>;
  /** Tells a person what goes on, a line at a time. */
  say(line: string): void;
}

/** What became of the demo: made now, made before, or left out because the database has a catalogue of its own. */
export type DemoOutcome = 'seeded' | 'present' | 'not-empty';

const VIEWERS = 150;
const SESSIONS = 6;
const SEED = 1;
/** Below this an earlier attempt was cut short before its viewers had come. */
const ENOUGH_EVENTS = 2000;

/**
 * Fills an empty database so that there is something to look at: real films, simulated viewers through the public API, a trained
 * package. Each step is left out when it was done, so that an interrupted demo is finished by the next start.
 */
export async function seedDemo(deps: DemoDeps): Promise<DemoOutcome> {
  const films = await readDemoFilms();
  const stored = await deps.itemStore.count();
  if (stored > 0 && (await deps.itemStore.get(films[0]!.itemId)) === null) return 'not-empty';
  if ((await deps.modelRegistry.live()) !== null) return 'present';

  if (stored < films.length) {
    await deps.itemStore.upsert(films);
    deps.say(`Demo: ${films.length} films imported.`);
  }
  if ((await deps.logStore.countEvents({ origins: ['simulate'] })) < ENOUGH_EVENTS) {
    await deps.catalogueServed(films.length);
    await simulateViewers(deps);
  }
  await deps.eventsLogged();
  deps.say('Demo: training the first model on what they watched.');
  const exitCode = await deps.train();
  deps.say(
    exitCode === 0 ? 'Demo: the model is live.' : `Demo: no model was published (train ended with ${exitCode}).`,
  );
  return 'seeded';
}

async function simulateViewers(deps: DemoDeps): Promise<void> {
  deps.say(`Demo: ${VIEWERS} simulated viewers are using the service.`);
  const { keyId, key } = await makeKey(deps, { role: 'app', name: 'demo viewers', origin: 'simulate' });
  try {
    const report = await simulate({
      baseUrl: deps.baseUrl,
      appKey: key,
      users: VIEWERS,
      sessionsPerUser: SESSIONS,
      seed: SEED,
      userPrefix: 'sim-',
      clock: deps.clock,
    });
    deps.say(`Demo: ${describeSimulation(report)}`);
  } finally {
    await deps.keyStore.revoke(keyId, deps.clock.nowMs());
  }
}

export async function readDemoFilms(): Promise<readonly Item[]> {
  // The package exports its loader only; the file beside it is what the importer reads.
  const path = join(import.meta.dirname, '..', '..', 'node_modules', 'vega-datasets', 'data', 'movies.json');
  const films: unknown = JSON.parse(await readFile(path, 'utf8'));
  return [...importVegaMovies(films)].flatMap((record) => (record.refusal ? [] : [record.value]));
}
