import { hasBit } from '../../domain/catalogue.ts';
import { type Rung, type Source as SourceName, sourceNo } from '../../domain/page.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import { addToPool, type RowDraft } from '../row-draft.ts';

/** Proposes candidates for one row. Knows nothing of other rows, deadlines or failures. */
export interface Source {
  readonly name: SourceName;
  /** The rung of a page that had to do without it, if that is one. */
  readonly rungWithout?: Rung;
  /**
   * Adds about `reach` titles to the row's pool, the best first. The same question gets the same answer, a longer reach the same
   * and more. True when a longer reach would find more.
   */
  propose(context: PageContext, row: RowDraft, reach: number, candidates: CandidateSet): boolean;
}

/** A source that walks one of the snapshot's lists, taking what is new to the user. */
export function listSource(name: SourceName, listOf: (context: PageContext, row: RowDraft) => Int32Array): Source {
  const source = sourceNo(name);
  return {
    name,
    propose(context, row, reach, candidates) {
      const list = listOf(context, row);
      let proposed = 0;
      for (let at = 0; at < list.length; at++) {
        if (!hasBit(context.open, list[at]!)) continue;
        if (proposed++ === reach) return true;
        addToPool(row, candidates.propose(list[at]!, source));
      }
      return false;
    },
  };
}

/** Whether the title of an item that a package names is one that is new to the user. */
export const isOpen = ({ catalogue, open }: PageContext, dense: number): boolean =>
  dense >= 0 && hasBit(open, catalogue.titleOf[dense]!);

/** Adds the title of such an item, if it is open. */
export function proposeTitle(
  context: PageContext,
  row: RowDraft,
  dense: number,
  source: number,
  candidates: CandidateSet,
): boolean {
  if (!isOpen(context, dense)) return false;
  addToPool(row, candidates.propose(context.catalogue.titleOf[dense]!, source));
  return true;
}
