import { startService } from '../../src/commands/service.ts';
import { loadConfig } from '../../src/config.ts';
import { SYSTEM_CLOCK } from '../../src/context.ts';
import { type Clock, seededRandom } from '../../src/domain/clock.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import { type FaultStack, putFilms } from './stack.ts';
import { judgeHistory, type Verdict } from './verdict.ts';
import { createViewers, type SentEvent } from './viewers.ts';

export interface ThriceOptions {
  readonly seed: number;
  readonly events: number;
  readonly users: number;
}

export interface ThriceOutcome {
  readonly sendings: number;
  /** By the port of the instance, how many events it acknowledged. */
  readonly acknowledgedBy: readonly number[];
  readonly verdict: Verdict;
  readonly seconds: number;
}

const DAY_MS = 86_400_000;
const BATCH = 100;
const IN_FLIGHT = 4;

/**
 * Every event three times, all shuffled, each time to either of two instances whose clocks are a day apart. Both run in this process,
 * where their clocks can be set; Postgres and Redis are real.
 */
export async function sendThrice(stack: FaultStack, { seed, events, users }: ThriceOptions): Promise<ThriceOutcome> {
  const random = seededRandom(seed);
  const itemIds = await putFilms(stack, 100);
  await stack.service.stop();
  const viewers = createViewers({ random, prefix: `t${seed}`, users, itemIds });
  // Within what both clocks take: a day from now is too far ahead for the one, and not too old for the other.
  const made = Array.from({ length: events }, () => viewers.nextEvent(Date.now()));
  const sendings = shuffled([...made, ...made, ...made], random);
  const instances = await Promise.all([startInstance(stack, 'today', 0), startInstance(stack, 'tomorrow', DAY_MS)]);
  const acknowledged = new Set<string>();
  const acknowledgedBy = instances.map(() => 0);
  const startedMs = performance.now();
  try {
    let next = 0;
    const client = async (): Promise<void> => {
      while (next < sendings.length) {
        const batch = sendings.slice(next, next + BATCH);
        next += BATCH;
        const at = Math.floor(random() * instances.length);
        const { status, body } = await stack.call('POST', '/v1/events', {
          json: { events: batch },
          baseUrl: instances[at]!.baseUrl,
        });
        if (status !== 202 || body.accepted !== batch.length) throw new Error(`${status} ${JSON.stringify(body)}`);
        for (const { eventId } of batch) acknowledged.add(eventId);
        acknowledgedBy[at]! += batch.length;
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, client));
    for (const instance of instances) await instance.settled();
  } finally {
    for (const instance of instances) await instance.stop();
  }
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const sent = new Map<string, SentEvent>(made.map((event) => [event.eventId, event]));
  const history = { sent, acknowledged, pages: [], unansweredPages: 0, users: [...viewers.userIds] };
  return { sendings: sendings.length, acknowledgedBy, verdict: await judgeHistory(stack, history), seconds };
}

function startInstance(stack: FaultStack, name: string, aheadMs: number) {
  const { nowMs, monotonicMs } = SYSTEM_CLOCK;
  const clock: Clock = { nowMs: () => nowMs() + aheadMs, monotonicMs };
  const config = loadConfig({ ...stack.env, PORT: '0', ADMIN_PORT: '0', DATA_DIR: `${stack.dataDir}-${name}` });
  return startService(config, { origins: ['app'], overrides: { clock, logger: SILENT_LOGGER } });
}

function shuffled<T>(values: T[], random: () => number): T[] {
  for (let at = values.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [values[at], values[other]] = [values[other]!, values[at]!];
  }
  return values;
}
