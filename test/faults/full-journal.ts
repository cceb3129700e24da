import { seededRandom } from '../../src/domain/clock.ts';
import type { Page } from '../../src/domain/page.ts';
import { eventually } from '../support/service.ts';
import type { SmallDisk } from '../support/small-disk.ts';
import { type FaultStack, putFilms } from './stack.ts';
import { type JudgedHistory, judgeHistory, type Verdict } from './verdict.ts';
import { createViewers, type SentEvent } from './viewers.ts';

export interface FullOutcome {
  /** Events acknowledged with Postgres away, until the journal was full. */
  readonly acknowledged: number;
  readonly whenFull: LookedAt;
  /** Once Postgres was back. */
  readonly recovery: Recovery;
  readonly exitCode: number | null;
  readonly verdict: Verdict;
}

/** Takes Postgres away, fills the journal to its bound (JOURNAL_MAX_BYTES) or its disk, and brings Postgres back. */
export async function fillJournal(stack: FaultStack, seed: number): Promise<FullOutcome> {
  const client = await openClient(stack, seed);
  await stack.postgres.kill();
  const acknowledged = await client.sendUntilFull();
  const whenFull = await client.look(10);
  await stack.postgres.restart();
  const recovery = await client.recovery();
  const exitCode = await stack.service.stop();
  return { acknowledged, whenFull, recovery, exitCode, verdict: await judgeHistory(stack, client.history) };
}

export interface FullDiskOutcome extends Omit<FullOutcome, 'acknowledged'> {
  /** Once there was room, Postgres still being away. */
  readonly recovery: Recovery;
  /** After a SIGKILL and a start with the disk full. */
  readonly started: LookedAt;
}

/** Somebody else fills the disk that the journal lies on, to the last byte, and gives the room back; then again over a restart. */
export async function fillDisk(stack: FaultStack, disk: SmallDisk, seed: number): Promise<FullDiskOutcome> {
  const client = await openClient(stack, seed);
  await stack.postgres.kill();
  disk.fill();
  await client.sendUntilFull();
  const whenFull = await client.look(10);
  disk.free();
  const recovery = await client.recovery();
  await stack.postgres.restart();
  await stack.service.kill();
  disk.fill();
  await stack.serve();
  const started = await client.look(10);
  disk.free();
  await client.recovery();
  const exitCode = await stack.service.stop();
  return { whenFull, recovery, started, exitCode, verdict: await judgeHistory(stack, client.history) };
}

/** What must be said of a full journal: no acknowledgement, and pages that say that they are not logged. */
export const ALL_REFUSED = { events: { 503: 10 }, retryAfter: '1', pages: { logged: 0, unlogged: 10 } };

/** One client who sends until the journal takes no more, remembers every answer, and says how long it takes to come back. */
interface Client {
  readonly history: JudgedHistory;
  /** Sends events in ever smaller batches until even a single one is refused; how many were acknowledged on the way. */
  sendUntilFull(): Promise<number>;
  /** What comes of single events and pages now. */
  look(times: number): Promise<LookedAt>;
  /** Seconds from now until an event is acknowledged, then until a page is logged. */
  recovery(): Promise<Recovery>;
}

interface Recovery {
  readonly eventS: number;
  readonly pageS: number;
}

export interface LookedAt {
  /** How often each status was the answer to an event. */
  readonly events: Readonly<Record<number, number>>;
  readonly retryAfter: string | null;
  /** Pages by what they said of themselves. */
  readonly pages: { readonly logged: number; readonly unlogged: number };
}

const BATCHES = [500, 50, 1];

async function openClient(stack: FaultStack, seed: number): Promise<Client> {
  const itemIds = await putFilms(stack, 50);
  const viewers = createViewers({ random: seededRandom(seed), prefix: `j${seed}`, users: 50, itemIds });
  const history = {
    sent: new Map<string, SentEvent>(),
    acknowledged: new Set<string>(),
    pages: [] as Page[],
    unansweredPages: 0,
    users: [...viewers.userIds],
  };

  async function send(count: number) {
    const events = Array.from({ length: count }, () => viewers.nextEvent(Date.now()));
    for (const event of events) history.sent.set(event.eventId, event);
    const { status, body, headers } = await stack.call('POST', '/v1/events', { json: { events } });
    if (status === 202) for (const event of events) history.acknowledged.add(event.eventId);
    if (status === 202 && body.rejected.length > 0) throw new Error(`Rejected: ${JSON.stringify(body.rejected)}`);
    return { status, retryAfter: headers.get('retry-after') };
  }

  async function page(): Promise<Page> {
    const userId = viewers.pick();
    const { status, body } = await stack.call('GET', `/v1/users/${userId}/home?rows=4&items=10`);
    if (status !== 200) throw new Error(`A page was answered ${status}: ${JSON.stringify(body)}`);
    history.pages.push(body);
    if (body.logged) viewers.served(userId, body);
    return body;
  }

  return {
    history,
    async sendUntilFull() {
      const before = history.acknowledged.size;
      for (const size of BATCHES) while ((await send(size)).status === 202);
      return history.acknowledged.size - before;
    },
    async look(times) {
      const events: Record<number, number> = {};
      const pages = { logged: 0, unlogged: 0 };
      let retryAfter: string | null = null;
      for (let n = 0; n < times; n++) {
        const answer = await send(1);
        events[answer.status] = (events[answer.status] ?? 0) + 1;
        retryAfter ??= answer.retryAfter;
        pages[(await page()).logged ? 'logged' : 'unlogged']++;
      }
      return { events, retryAfter, pages };
    },
    async recovery() {
      const beganMs = performance.now();
      const secondsSince = (): number => Number(((performance.now() - beganMs) / 1000).toFixed(2));
      await eventually(
        () => send(1),
        ({ status }) => status === 202,
        60_000,
      );
      const eventS = secondsSince();
      await eventually(page, ({ logged }) => logged, 60_000);
      return { eventS, pageS: secondsSince() };
    },
  };
}
