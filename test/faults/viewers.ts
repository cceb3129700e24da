import type { Random } from '../../src/domain/clock.ts';
import { EVENT_TYPES, type EventType } from '../../src/domain/event.ts';
import type { Page } from '../../src/domain/page.ts';

/** An event as it is sent, every time it is sent. */
export interface SentEvent {
  readonly eventId: string;
  readonly type: EventType;
  readonly userId: string;
  readonly timestamp: string;
  readonly itemId?: string;
  readonly impressionId?: string;
  readonly impressionIds?: readonly string[];
  readonly sessionId?: string;
  readonly portion?: number;
  readonly positionS?: number;
  readonly value?: number | null;
  readonly trigger?: 'user' | 'autoplay' | 'preview';
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

/** Made-up viewers who do everything that the API knows, on pages they were served and on items nobody has heard of. */
export interface Viewers {
  readonly userIds: readonly string[];
  pick(): string;
  /** What the viewer of this page sees from now on. */
  served(userId: string, page: Page): void;
  nextEvent(nowMs: number): SentEvent;
}

export interface ViewersOptions {
  readonly random: Random;
  /** Part of every user id and event id, so that two loads on one stack never meet. */
  readonly prefix: string;
  readonly users: number;
  readonly itemIds: readonly string[];
}

const HOUR_MS = 3_600_000;

export function createViewers({ random, prefix, users, itemIds }: ViewersOptions): Viewers {
  const userIds = Array.from({ length: users }, (_, n) => `${prefix}-user-${n}`);
  const seen = new Map<string, readonly string[]>();
  const below = (n: number): number => Math.floor(random() * n);
  const among = <T>(values: readonly T[]): T => values[below(values.length)]!;
  let events = 0;

  function details(type: EventType, userId: string): Partial<SentEvent> {
    const slots = seen.get(userId) ?? [];
    if (type === 'viewed') return { impressionIds: slots.slice(0, 1 + below(Math.min(10, slots.length))) };
    // One item in fifty is in no catalogue: its number has to be found, too, while stores come and go.
    const itemId = random() < 0.02 ? `${prefix}-unknown-${below(200)}` : among(itemIds);
    const named = { itemId, ...(slots.length > 0 && random() < 0.3 && { impressionId: among(slots) }) };
    if (type === 'progress') return { ...named, portion: random(), positionS: below(7200) };
    if (type === 'complete') return { ...named, portion: 0.9 + random() / 10 };
    if (type === 'rate') return { ...named, value: random() < 0.1 ? null : random() * 2 - 1 };
    if (type === 'play') return { ...named, trigger: among(['user', 'autoplay', 'preview'] as const) };
    return named;
  }

  return {
    userIds,
    pick: () => among(userIds),
    served(userId, page) {
      const slots = page.rows.flatMap((row) => row.items.map((slot) => slot.impressionId));
      if (slots.length > 0) seen.set(userId, slots);
    },
    nextEvent(nowMs) {
      const userId = among(userIds);
      const drawn = among(EVENT_TYPES);
      // Who was served nothing yet has seen nothing.
      const type = drawn === 'viewed' && !seen.has(userId) ? 'click' : drawn;
      return {
        eventId: `${prefix}-${events++}`,
        type,
        userId,
        timestamp: new Date(nowMs - below(2 * HOUR_MS)).toISOString(),
        ...(random() < 0.5 && { sessionId: `s-${below(1000)}` }),
        ...(random() < 0.2 && { properties: { device: 'tv', n: below(10), note: 'é\u{1F600}' } }),
        ...details(type, userId),
      };
    },
  };
}
