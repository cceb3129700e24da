import { sourceNo } from '../../domain/page.ts';
import { cooccurrenceScores } from '../../features/cooccurrence.ts';
import { topByValue } from '../../features/top-by-value.ts';
import { isOpen, proposeTitle, type Source } from './source.ts';

const PER_REACH = 2;

/** What others watched next after what this user watched last. */
export function createCooccurrence(): Source {
  let scores = new Float32Array(0);
  let touched = new Int32Array(0);
  let values = new Float32Array(0);
  const source = sourceNo('cooccurrence');

  return {
    name: 'cooccurrence',
    propose(context, draft, reach, candidates) {
      const { retrieval, history } = context;
      if (retrieval === null || history.length === 0) return false;
      const rows = retrieval.denseOfRow.length;
      if (scores.length !== rows) {
        scores = new Float32Array(rows);
        touched = new Int32Array(rows);
        values = new Float32Array(rows);
      }
      const count = cooccurrenceScores(history, retrieval, scores, touched);
      let open = 0;
      for (let at = 0; at < count; at++) {
        const row = touched[at]!;
        const score = scores[row]!;
        // Left zeroed for the next request.
        scores[row] = 0;
        if (!isOpen(context, retrieval.denseOfRow[row]!)) continue;
        touched[open] = row;
        values[open++] = score;
      }
      const most = topByValue(touched, values, open, reach * PER_REACH);
      for (let at = 0; at < most; at++)
        proposeTitle(context, draft, retrieval.denseOfRow[touched[at]!]!, source, candidates);
      return most < open;
    },
  };
}
