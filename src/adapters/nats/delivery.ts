import type { JsMsg, StoredMsg } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';
import { FOLLOW_HEADER } from './publisher.ts';

/** A record on its way to a group, whoever brought it. */
export interface Delivery {
  readonly seq: number;
  readonly payload: Uint8Array;
  /** The group that is followed, and where to say that it has handled this; null: nobody asks. */
  readonly follow: { readonly group: string; readonly inbox: string } | null;
  ack(): void;
  /** Still at it. */
  working(): void;
  /** Somebody else is to have it, after a moment. */
  giveBack(): void;
}

export const deliveryOf = (message: JsMsg): Delivery => ({
  seq: message.seq,
  payload: message.data,
  follow: followOf(message.headers),
  ack: () => message.ack(),
  working: () => message.working(),
  giveBack: () => message.nak(HAND_OVER_MS),
});

/** One that was read out of the stream itself: no consumer knows of it. */
export const deliveryOfStored = (stored: StoredMsg): Delivery => ({
  seq: stored.seq,
  payload: stored.data,
  follow: followOf(stored.header),
  ack() {},
  working() {},
  giveBack() {},
});

/** The servers hold a pull that was broken off for a moment: what is given back at once would be sent to nobody. */
const HAND_OVER_MS = 100;

function followOf(headers: MsgHdrs | undefined): Delivery['follow'] {
  const [group, inbox] = headers?.get(FOLLOW_HEADER).split(' ') ?? [];
  return group === undefined || inbox === undefined ? null : { group, inbox };
}
