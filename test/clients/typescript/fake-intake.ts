import {
  type Event,
  type EventAnswer,
  type MarqueeClient,
  MarqueeProblem,
} from '../../../clients/typescript/src/index.ts';

/** What becomes of an attempt. `lost`: taken, and the answer does not arrive. `silent`: no answer ever, as for one who died waiting. */
export type Fate = 'taken' | 'refused' | 'unreachable' | 'lost' | 'nonsense' | 'silent-taken' | 'silent-lost';

/** POST /v1/events as the service keeps it: an event is known by its id and timestamp, and counted once. */
export function createFakeIntake(options: { fates?: Fate[]; judge?: (event: Event) => string | null } = {}) {
  const fates = options.fates ?? [];
  const counted = new Map<string, Event>();
  const batches: Event[][] = [];
  /** Ids that came with more than one timestamp, or with other contents. */
  const changed: string[] = [];

  function take(events: readonly Event[]): EventAnswer {
    const rejected: { index: number; code: string; detail: string }[] = [];
    events.forEach((event, index) => {
      const code = options.judge?.(event) ?? null;
      const before = counted.get(event.eventId);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(event)) changed.push(event.eventId);
      if (code === null) counted.set(event.eventId, event);
      else rejected.push({ index, code, detail: 'It cannot be taken.' });
    });
    return { accepted: events.length - rejected.length, rejected };
  }

  const postEvents = (async ({ body: { events } }) => {
    batches.push([...events]);
    // As over the wire: nobody can change what was sent.
    const received = JSON.parse(JSON.stringify(events)) as Event[];
    switch (fates.shift() ?? 'taken') {
      case 'refused':
        throw new MarqueeProblem('Try later.', { code: 'journal-unavailable', status: 503, retryAfterMs: 1000 });
      case 'unreachable':
        throw new MarqueeProblem('Nobody there.', { code: 'unreachable' });
      case 'lost':
        take(received);
        throw new MarqueeProblem('The answer was cut.', { code: 'invalid-answer' });
      case 'nonsense':
        return {} as EventAnswer;
      case 'silent-taken':
        take(received);
        return new Promise<never>(() => {});
      case 'silent-lost':
        return new Promise<never>(() => {});
      default:
        return take(received);
    }
  }) as MarqueeClient['postEvents'];

  return { client: { postEvents }, counted, batches, changed };
}
