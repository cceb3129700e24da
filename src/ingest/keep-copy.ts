import type { Journal } from '../domain/ports/journal.ts';

/**
 * Puts a record that the stream has acknowledged into this replica's journal as well, whose consumer brings it in by itself: what the
 * stream's servers lose of what they acknowledged (docs/adr/0013) is still not lost. Nobody waits for it, and a journal that cannot
 * take it costs the copy alone.
 */
export function keepCopy(journal: Pick<Journal, 'append'>, payload: Uint8Array): void {
  try {
    journal.append(payload);
  } catch {
    // A full journal is told of by the pages that go unlogged; the stream has the record.
  }
}
