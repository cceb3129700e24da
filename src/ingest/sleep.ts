import { setTimeout } from 'node:timers/promises';

/** Waits, or less long when aborted. Never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {});

/** After the n-th failure in a row (from 1): doubling from 50 ms to 2 s, for a full journal takes nothing until it is read again. */
export const backoffMs = (failures: number): number => Math.min(2000, 25 * 2 ** Math.min(failures, 10));
