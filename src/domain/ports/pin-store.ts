import { MarqueeError } from '../errors.ts';
import type { Pin } from '../pin.ts';

export interface PinStore {
  /**
   * Stores a new pin; its number is allotted, version 1. With a `once` that was given within ONCE_MS before, makes nothing and gives
   * the pin that was made then, as it is now or was when it was removed; throws 'idempotency-key-reused' when that was to be another.
   */
  create(draft: PinDraft, nowMs: number, once?: Once | null): Promise<StoredPin>;
  get(pinId: string): Promise<StoredPin | null>;
  list(options: {
    cursor: string | null;
    limit: number;
  }): Promise<{ pins: readonly StoredPin[]; nextCursor: string | null }>;
  /** null: no such pin. Throws 'precondition-failed' when expectedVersion is given and no longer true. */
  replace(pinId: string, draft: PinDraft, expectedVersion: number | null, nowMs: number): Promise<StoredPin | null>;
  remove(pinId: string, expectedVersion: number | null): Promise<boolean>;
  /** Every pin that is not over yet. */
  current(nowMs: number): Promise<readonly StoredPin[]>;
}

export type PinDraft = Omit<Pin, 'pinId' | 'version' | 'createdAt' | 'updatedAt'>;

/** Makes a creation happen once, however often it is asked for. */
export interface Once {
  /** Which creation, for ever unlike any other. */
  readonly key: string;
  /** What is to be made. */
  readonly digest: string;
}

/** How long a creation is remembered. */
export const ONCE_MS = 86_400_000;

export const onceReused = (): MarqueeError =>
  new MarqueeError(
    'idempotency-key-reused',
    'This Idempotency-Key made something else: send another with another body.',
  );

/** A pin and the small number under which the log names it. */
export interface StoredPin {
  readonly pinNo: number;
  readonly pin: Pin;
}
