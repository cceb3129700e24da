import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../src/domain/clock.ts';
import type { Page } from '../../src/domain/page.ts';
import type { FaultStack } from './stack.ts';
import { createViewers, type SentEvent } from './viewers.ts';

/** Events and page requests at a steady rate, whatever becomes of the service; everything sent and answered is remembered. */
export interface Load {
  readonly history: LoadHistory;
  /** Resolves when so many more event acknowledgements have come. */
  more(acknowledgements: number): Promise<void>;
  /** Makes nothing new, and resolves when everyone who still tries has his acknowledgement. */
  stop(): Promise<LoadHistory>;
}

export interface LoadHistory {
  /** Every event that was sent at least once, by id. */
  readonly sent: Map<string, SentEvent>;
  readonly acknowledged: Set<string>;
  readonly pages: Page[];
  /** Page requests that got no answer: each may have been logged all the same. */
  unansweredPages: number;
  /** Events in bodies sent, repetitions included. */
  sendings: number;
  /** Of these, sent again by a client although they had been sent before. */
  resends: number;
  /** Labels of profiles that were put, each once, whatever the answer. */
  readonly profilesSent: Set<string>;
  readonly profilesAcknowledged: Set<string>;
  /** Answers that nobody should get, 503 apart. */
  readonly strange: string[];
  /** How long answers took, by when they were asked for. */
  readonly pageTimes: (Timing & { readonly rung: string })[];
  readonly eventTimes: Timing[];
  readonly users: string[];
  readonly seconds: number;
}

export interface Timing {
  /** As performance.now() says. */
  readonly askedMs: number;
  readonly tookMs: number;
}

export interface LoadOptions {
  readonly seed: number;
  readonly itemIds: readonly string[];
  /** New events a second; a tenth as many are sent again on top. */
  readonly eventsPerS?: number;
  readonly pagesPerS?: number;
  readonly users?: number;
}

const TICK_MS = 25;
const RETRY_MS = 100;
const RESEND_SHARE = 0.1;
const PROFILES_A_PAGE = 0.2;
/** Of the clients whose first try fails, those who go away: what they sent may be stored, and nobody was told. */
const GIVE_UP_SHARE = 0.1;
/** Waiting batches beyond this are not joined by new ones. */
const MAX_WAITING = 1000;

export function startLoad(stack: Pick<FaultStack, 'call'>, options: LoadOptions): Load {
  const { seed, itemIds, eventsPerS = 1000, pagesPerS = 20, users = 1500 } = options;
  const random = seededRandom(seed);
  const viewers = createViewers({ random, prefix: `l${seed}`, users, itemIds });
  const startedMs = performance.now();
  let endedMs: number | null = null;
  const history = {
    sent: new Map<string, SentEvent>(),
    acknowledged: new Set<string>(),
    pages: [] as Page[],
    unansweredPages: 0,
    sendings: 0,
    resends: 0,
    profilesSent: new Set<string>(),
    profilesAcknowledged: new Set<string>(),
    strange: [] as string[],
    pageTimes: [] as (Timing & { rung: string })[],
    eventTimes: [] as Timing[],
    users: [...viewers.userIds],
    get seconds() {
      return ((endedMs ?? performance.now()) - startedMs) / 1000;
    },
  };
  const past: SentEvent[] = [];
  const underWay = new Set<Promise<void>>();
  let acknowledgements = 0;
  let waiting: { until: number; resolve: () => void }[] = [];
  let made = { events: 0, pages: 0 };

  function tick(): void {
    const elapsedS = (performance.now() - startedMs) / 1000;
    const dueEvents = Math.floor(elapsedS * eventsPerS) - made.events;
    const duePages = Math.floor(elapsedS * pagesPerS) - made.pages;
    made = { events: made.events + dueEvents, pages: made.pages + duePages };
    if (underWay.size > MAX_WAITING) return;
    if (dueEvents > 0) follow(sendBatch(batchOf(Math.min(dueEvents, 400))));
    for (let n = 0; n < Math.min(duePages, 20); n++) {
      follow(askForPage(viewers.pick()));
      if (random() < PROFILES_A_PAGE) follow(putProfile(viewers.pick()));
    }
  }

  function follow(work: Promise<void>): void {
    const followed = work
      .catch((error: unknown) => void history.strange.push(String(error)))
      .finally(() => underWay.delete(followed));
    underWay.add(followed);
  }

  function batchOf(fresh: number): SentEvent[] {
    const events = Array.from({ length: fresh }, () => viewers.nextEvent(Date.now()));
    const again = past.length === 0 ? 0 : Math.round(fresh * RESEND_SHARE + random() - 0.5);
    for (let n = 0; n < again; n++) events.push(past[Math.floor(random() * past.length)]!);
    history.resends += again;
    for (const event of events.slice(0, fresh)) {
      history.sent.set(event.eventId, event);
      past.push(event);
    }
    return events.sort(() => random() - 0.5);
  }

  /** The same ids and timestamps until somebody says 202. */
  async function sendBatch(events: readonly SentEvent[]): Promise<void> {
    const givesUp = random() < GIVE_UP_SHARE;
    for (;;) {
      history.sendings += events.length;
      const askedMs = performance.now();
      const answer = await stack.call('POST', '/v1/events', { json: { events } }).catch(() => null);
      if (answer?.status === 202) {
        history.eventTimes.push({ askedMs, tookMs: performance.now() - askedMs });
        return acknowledge(events, answer.body);
      }
      if (answer !== null && answer.status !== 503) {
        history.strange.push(`${answer.status} ${JSON.stringify(answer.body)}`);
        return;
      }
      if (givesUp) return;
      await sleep(RETRY_MS);
    }
  }

  function acknowledge(events: readonly SentEvent[], body: { accepted: number; rejected: unknown[] }): void {
    if (body.rejected.length > 0) history.strange.push(JSON.stringify(body.rejected));
    for (const { eventId } of events) history.acknowledged.add(eventId);
    acknowledgements += events.length;
    waiting = waiting.filter(({ until, resolve }) => {
      if (acknowledgements < until) return true;
      resolve();
      return false;
    });
  }

  async function askForPage(userId: string): Promise<void> {
    const askedMs = performance.now();
    const answer = await stack.call('GET', `/v1/users/${userId}/home?region=SE&rows=4&items=8`).catch(() => null);
    if (answer?.status !== 200) {
      history.unansweredPages++;
      if (answer !== null && answer.status !== 503) history.strange.push(`page ${answer.status}`);
      return;
    }
    history.pages.push(answer.body);
    history.pageTimes.push({ askedMs, tookMs: performance.now() - askedMs, rung: answer.body.rung });
    if (answer.body.logged) viewers.served(userId, answer.body);
  }

  async function putProfile(userId: string): Promise<void> {
    const label = `l${seed}-profile-${history.profilesSent.size}`;
    history.profilesSent.add(label);
    const profile = { json: { language: 'sv', labels: [label] } };
    const answer = await stack.call('PUT', `/v1/users/${userId}`, profile).catch(() => null);
    if (answer === null || answer.status === 503) return;
    if (answer.status === 200 || answer.status === 201) history.profilesAcknowledged.add(label);
    else history.strange.push(`profile ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  const timer = setInterval(tick, TICK_MS);
  return {
    history,
    more: (count) =>
      new Promise<void>((resolve) => {
        waiting.push({ until: acknowledgements + count, resolve });
      }),
    async stop() {
      clearInterval(timer);
      endedMs ??= performance.now();
      while (underWay.size > 0) await Promise.all(underWay);
      return history;
    },
  };
}
