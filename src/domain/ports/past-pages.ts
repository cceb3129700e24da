import type { Decision } from '../decision.ts';
import type { EventType, Trigger } from '../event.ts';

/** Pages as they were served, with what happened after. */
export interface PastPages {
  /** null: the log does not have it. Not yet (it is some seconds behind), not any more, or it never was. */
  read(recommendationId: string): Promise<PastPage | null>;
}

export interface PastPage {
  readonly decision: Decision;
  /** Of every item that the page names, by item number. */
  readonly items: ReadonlyMap<number, PastItem>;
  /** By the number that slots carry. */
  readonly pinIds: ReadonlyMap<number, string>;
  /** By impression id; what nothing came of is not in it. As v_outcomes has them, seconds behind the events. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** What its user did about it, oldest first. Of a page for nobody: nothing, as nobody can be asked for. */
  readonly events: readonly PastEvent[];
  /** There are more of them than are given. */
  readonly hasMoreEvents: boolean;
  /** The pages that it goes on, the first of the chain first. */
  readonly ancestors: readonly ChainPage[];
  /** The pages that go on with it, oldest first. */
  readonly children: readonly ChainPage[];
}

export interface PastItem {
  readonly itemId: string;
  /** As the catalogue has it now; null: it is gone. */
  readonly title: string | null;
}

export interface Outcome {
  readonly viewedAt: string | null;
  readonly clickedAt: string | null;
  readonly playedAt: string | null;
  readonly portion: number | null;
  readonly completed: boolean;
  readonly hidden: boolean;
  /** direct: events named the impression; window: the same user and title within 24 hours. */
  readonly attribution: 'direct' | 'window' | null;
}

export interface PastEvent {
  readonly eventId: string;
  readonly type: EventType;
  readonly itemId: string | null;
  readonly occurredAt: string;
  readonly receivedAt: string;
  /** Of this page or another one. */
  readonly impressionIds: readonly string[];
  readonly portion: number | null;
  readonly value: number | null;
  readonly trigger: Trigger;
}

export interface ChainPage {
  readonly recommendationId: string;
  readonly servedAt: string;
  readonly route: string;
  readonly rowIds: readonly string[];
  readonly impressions: number;
}
