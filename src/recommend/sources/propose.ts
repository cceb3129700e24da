import type { Source as SourceName } from '../../domain/page.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { Run } from '../pipeline.ts';
import { createRowDraft, type RowDraft } from '../row-draft.ts';
import { createStamps } from '../stamps.ts';
import { createBecauseYouWatched } from './because-you-watched.ts';
import { collection } from './collection.ts';
import { continueWatching } from './continue-watching.ts';
import { createCooccurrence } from './cooccurrence.ts';
import { editorsList } from './editors-list.ts';
import { genre } from './genre.ts';
import { leavingSoon } from './leaving-soon.ts';
import { moreFrom } from './more-from.ts';
import { myList } from './my-list.ts';
import { createNewItemProposer } from './new-item.ts';
import { newReleases } from './new-releases.ts';
import { proposePinned } from './pinned.ts';
import { popular } from './popular.ts';
import { popularHere } from './popular-here.ts';
import { liveNow, startingSoon } from './programme.ts';
import { createRetrieval } from './retrieval.ts';
import { createSearch } from './search.ts';
import { createSimilar } from './similar.ts';
import type { Source } from './source.ts';
import { trending } from './trending.ts';
import { watchAgain } from './watch-again.ts';

/**
 * Lets all sources propose for their rows, as far as each row's `reach`. What a row has not had yet is a new round of its pool. One
 * that fails costs its proposals, not the page.
 */
export type Proposer = (run: Run, context: PageContext, rows: readonly RowDraft[], candidates: CandidateSet) => void;

export function createProposer(): Proposer {
  const general = [
    createRetrieval(),
    createCooccurrence(),
    popular,
    popularHere,
    trending,
    newReleases,
    genre,
    collection,
  ];
  const grown = [
    createBecauseYouWatched(),
    createSimilar(),
    createSearch(),
    moreFrom,
    leavingSoon,
    liveNow,
    startingSoon,
  ];
  const own = [continueWatching, myList, watchAgain];
  const sources = new Map<SourceName, Source>(
    [...general, ...grown, ...own, editorsList].map((source) => [source.name, source]),
  );

  const inPool = createStamps();
  const proposeNewItems = createNewItemProposer();

  /** Several sources may propose one candidate, and a longer reach proposes all that a shorter one did. */
  function endRound(row: RowDraft, candidates: CandidateSet): void {
    inPool.clear(candidates.count);
    let kept = 0;
    for (let at = 0; at < row.poolCount; at++) {
      if (inPool.has(row.pool[at]!)) continue;
      inPool.add(row.pool[at]!);
      row.pool[kept++] = row.pool[at]!;
    }
    row.poolCount = kept;
    row.roundEnds.push(kept);
  }

  return (run, context, rows, candidates) => {
    const ask = (name: SourceName, row: RowDraft): boolean => {
      const source = sources.get(name)!;
      const into = context.trace === null ? candidates : context.trace.listen(row, name, candidates);
      return run.attempt(name, () => source.propose(context, row, row.reach, into), false, source.rungWithout);
    };

    for (const row of personalFirst(rows, candidates)) {
      row.hasMore = false;
      for (const name of row.plan.sources) if (ask(name, row)) row.hasMore = true;
      if (row.plan.reserve !== null && !row.hasMore) row.hasMore = ask(row.plan.reserve, row);
      endRound(row, candidates);
      if (row.plan.rowId === 'top-picks' && row.roundEnds.length === 1) {
        run.attempt('new-item', () => proposeNewItems(context, row, candidates), undefined);
      }
    }
    proposePinned(context, candidates);
  };
}

/**
 * What is proposed for the user's taste comes before everything else, also where no row of the page shows it by itself: rows of a genre
 * draw on it, wherever they stand and on whichever page of a chain.
 */
function personalFirst(rows: readonly RowDraft[], { count }: CandidateSet): readonly RowDraft[] {
  if (count > 0) return rows;
  const personal = rows.find(({ plan }) => plan.sources.includes('retrieval'));
  if (personal !== undefined) return [personal, ...rows.filter((row) => row !== personal)];
  const ofGenre = rows.find(({ plan }) => plan.sources.includes('genre'));
  if (ofGenre === undefined) return rows;
  const unseen = createRowDraft(
    { ...ofGenre.plan, rowId: '', sources: ['retrieval', 'cooccurrence'], reserve: null },
    0,
  );
  unseen.reach = ofGenre.reach;
  return [unseen, ...rows];
}
