import { sourceNo } from '../../domain/page.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';

/** Makes candidates of the pinned items, so that they are gated and scored as all others are. They belong to no row's pool. */
export function proposePinned({ pins, catalogue }: PageContext, candidates: CandidateSet): void {
  for (const { pin } of pins) {
    const dense = catalogue.denseOfItemId(pin.itemId);
    if (dense >= 0) candidates.propose(dense, sourceNo('pin'));
  }
}
