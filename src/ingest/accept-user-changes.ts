import type { Journal } from '../domain/ports/journal.ts';
import type { UserChange } from '../domain/user-change.ts';
import { encodeUserChange } from './journal-records.ts';

/** The way in for what a file says about users; what the API is told goes through user-changes.ts. */
export interface UserChangeIntake {
  /** Resolves when all are on the disk; rejects with MarqueeError 'journal-unavailable' when none was kept. */
  accept(changes: readonly UserChange[]): Promise<void>;
}

export function createUserChangeIntake(journal: Journal): UserChangeIntake {
  return {
    async accept(changes) {
      if (changes.length > 0) await journal.appendDurable(changes.map(encodeUserChange));
    },
  };
}
