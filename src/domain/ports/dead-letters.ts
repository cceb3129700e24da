import type { DeadLetter } from '../dead-letter.ts';
import type { LogRecords } from './log-store.ts';

/** What the log refused (table `dead_letters`), to be tried again. The log store writes them. */
export interface DeadLetters {
  /**
   * Up to `limit` that nobody has stored since, oldest first, of numbers after `afterNo` (0: from the first). Without conflicting
   * events: the log holds another of that id for ever.
   */
  open(afterNo: number, limit: number): Promise<readonly StoredDeadLetter[]>;
  /** How many conflicting events there are. */
  countConflicting(): Promise<number>;
  /** Stores what the letter was decoded to, as the log store ships a batch, and marks it resolved, in one transaction. */
  retry(letter: StoredDeadLetter, records: LogRecords): Promise<RetriedLetter>;
}

/**
 * stored: also when somebody else had resolved it. refused: it is the same letter with its new reason, and stays open; or it was a
 * record that can be read now, and parts of it are letters of their own. conflicting: the log has another event of its id; it goes on
 * as a letter of that kind.
 */
export type RetriedLetter = 'stored' | 'refused' | 'conflicting';

export interface StoredDeadLetter extends DeadLetter {
  readonly deadLetterNo: number;
  readonly journalId: string;
  readonly journalPosition: number;
}
