import type { Origin } from './origin.ts';

export const EVENT_TYPES = [
  'viewed',
  'click',
  'dismiss',
  'hide',
  'unhide',
  'list-add',
  'list-remove',
  'play',
  'progress',
  'complete',
  'rate',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const TRIGGERS = ['user', 'autoplay', 'preview'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/**
 * What a user did, validated and normalised: the form the journal keeps, the consumer ships and the user state merges.
 * A `viewed` event that names several impressions is still one event; `itemId` is null for `viewed` alone.
 */
export interface ViewerEvent {
  readonly eventId: string;
  readonly type: EventType;
  /** 32 hex characters: the keyed hash of the user id. The id itself never passes the door. */
  readonly userKey: string;
  readonly itemId: string | null;
  /** Milliseconds since 1970, as the client said. */
  readonly occurredAtMs: number;
  readonly receivedAtMs: number;
  readonly impressionIds: readonly string[];
  readonly recommendationId: string | null;
  readonly sessionId: string | null;
  /** Watched share of the item, 0..1. */
  readonly portion: number | null;
  readonly positionS: number | null;
  /** Opinion -1..1; null on a `rate` takes the opinion back. */
  readonly value: number | null;
  readonly trigger: Trigger;
  readonly properties: Readonly<Record<string, string | number | boolean | null>> | null;
  readonly origin: Origin;
}
