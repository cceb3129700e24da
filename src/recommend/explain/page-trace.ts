import type { Source } from '../../domain/page.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { RowDraft } from '../row-draft.ts';
import type { RowChoice, SelectionTrace, SlotChoice } from '../select/selection-trace.ts';

/** What was proposed and chosen while one page was made, for who explains it. */
export interface PageTrace extends SelectionTrace {
  /** The candidate set as one source sees it while it proposes for a row: what it proposes is noted, in its order. */
  listen(row: RowDraft, source: Source, candidates: CandidateSet): CandidateSet;
  of(row: RowDraft): RowTrace;
  /** The rows that the selection told of, in its order. */
  rows(): readonly (readonly [row: RowDraft, why: RowChoice])[];
}

/** Candidates are named by their positions. */
export interface RowTrace {
  /** By source, in the order of asking: candidate -> its place in what the source proposed, from 0. */
  readonly proposals: ReadonlyMap<Source, ReadonlyMap<number, number>>;
  /** null: the selection said nothing of the row. */
  readonly choice: RowChoice | null;
  /** By candidate. */
  readonly slots: ReadonlyMap<number, SlotChoice>;
}

export function createPageTrace(): PageTrace {
  const proposals = new Map<RowDraft, Map<Source, Map<number, number>>>();
  const choices = new Map<RowDraft, RowChoice>();
  const slots = new Map<RowDraft, Map<number, SlotChoice>>();

  return {
    listen(row, source, candidates) {
      // A row that ran dry is asked for again with a longer reach: the same answer, and more.
      const proposed = new Map<number, number>();
      inner(proposals, row).set(source, proposed);
      const propose = (dense: number, sourceNo: number): number => {
        const position = candidates.propose(dense, sourceNo);
        if (!proposed.has(position)) proposed.set(position, proposed.size);
        return position;
      };
      // Everything else is the set itself, as it is at the time of looking.
      return Object.create(candidates, { propose: { value: propose } });
    },
    begin() {
      choices.clear();
      slots.clear();
    },
    row: (row, why) => void choices.set(row, why),
    slot: (row, slot, why) => void inner(slots, row).set(row.slots[slot]!, why),
    rows: () => [...choices],
    of: (row) => ({
      proposals: proposals.get(row) ?? new Map(),
      choice: choices.get(row) ?? null,
      slots: slots.get(row) ?? new Map(),
    }),
  };
}

function inner<Key, Name, Value>(of: Map<Key, Map<Name, Value>>, key: Key): Map<Name, Value> {
  let found = of.get(key);
  if (found === undefined) {
    found = new Map();
    of.set(key, found);
  }
  return found;
}
