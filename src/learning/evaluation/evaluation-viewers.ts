import type { Catalogue } from '../../domain/catalogue.ts';
import { historyOf } from '../../features/history.ts';
import { firstFrom } from '../dataset/moments.ts';
import type { EventTable } from '../log/event-table.ts';
import { createReplay } from '../log/replay.ts';
import type { Viewer } from './evaluate-stages.ts';
import type { Evaluation } from './evaluation.ts';

/** A viewer with the rows of the tests that ask for something. */
export interface AskedViewer {
  readonly viewer: Viewer;
  readonly questions: readonly number[];
}

/**
 * The users of the test rows in the order of their moments, so that one replay of the log serves all: the state and the item stats
 * that each is asked with hold nothing of what came later. Their answer is a view, good until the next.
 */
export function evaluationViewers(
  evaluation: Pick<
    Evaluation,
    'table' | 'pages' | 'guests' | 'catalogue' | 'tests' | 'candidates' | 'excludeHistory' | 'askedAtMs'
  >,
): { readonly count: number; each(): Generator<AskedViewer> } {
  const { table, pages, guests, catalogue, tests, candidates, excludeHistory, askedAtMs } = evaluation;
  const questionsOf = new Map<number, number[]>();
  for (let i = 0; i < tests.user.length; i++) {
    const questions = questionsOf.get(tests.user[i]!);
    if (questions) questions.push(i);
    else questionsOf.set(tests.user[i]!, [i]);
  }
  const pageMsOf = (user: number): number => tests.askedAtMs?.[questionsOf.get(user)![0]!] ?? Number.NaN;
  const lastEvent = askedAtMs === undefined ? lastEvents(table) : new Map<number, number>();
  const lastOfGuest = guests === undefined ? new Map<number, number>() : lastEvents(guests);
  const atTheEnd = askedAtMs === undefined ? table.length : firstFrom(table.atMs, askedAtMs);
  // The log's events before this number have happened. Of a user without a past nothing is known; the page is made at the log's end.
  const beforeOf = (user: number): number => {
    const visit = lastOfGuest.get(user);
    if (visit !== undefined) return firstFrom(table.atMs, guests!.atMs[visit]!);
    const pageMs = pageMsOf(user);
    if (!Number.isNaN(pageMs)) return firstFrom(table.atMs, pageMs);
    const last = lastEvent.get(user);
    return last === undefined ? atTheEnd : last + 1;
  };
  const users = [...questionsOf.keys()].sort((a, b) => beforeOf(a) - beforeOf(b) || a - b);

  function* each(): Generator<AskedViewer> {
    // What they had seen on pages by then is known, too.
    const replay = createReplay(table, catalogue, pages);
    const visits = guests && createReplay(guests, catalogue);
    visits?.advanceTo(guests!.length);
    const left = excludeHistory ? new Set(users) : new Set<number>();
    const pasts = pastTitles(guests === undefined ? [table] : [table, guests], catalogue, left);
    for (const user of users) {
      const before = beforeOf(user);
      replay.advanceTo(before);
      const visit = lastOfGuest.get(user);
      const lastMs = before === 0 ? 0 : table.atMs[before - 1]!;
      const pageMs = pageMsOf(user);
      const askedMs = Number.isNaN(pageMs) ? (askedAtMs ?? lastMs) : pageMs;
      const nowMs = visit !== undefined ? guests!.atMs[visit]! : askedMs;
      const state = (visit === undefined ? replay : visits!).stateOf(user);
      const closed = new Uint32Array((catalogue.size + 31) >>> 5);
      for (const title of pasts.get(user) ?? []) closed[title >>> 5]! |= 1 << (title & 31);
      const viewer: Viewer = {
        user,
        state,
        history: historyOf(state, catalogue),
        stats: replay.statsAt(nowMs),
        nowMs,
        candidates: candidates === undefined ? null : (candidates.get(user) ?? new Int32Array(0)),
        closed,
      };
      yield { viewer, questions: questionsOf.get(user)! };
    }
  }
  return { each, count: users.length };
}

/** What competes for this viewer, by dense index. */
export function openTitles(catalogue: Catalogue, { candidates, closed }: Viewer): Int32Array {
  const pool = candidates ?? Int32Array.from(catalogue.titleOf.keys());
  return pool.filter((dense) => ((closed[dense >>> 5]! >>> (dense & 31)) & 1) === 0);
}

function lastEvents(table: EventTable): Map<number, number> {
  const last = new Map<number, number>();
  for (let at = 0; at < table.length; at++) last.set(table.user[at]!, at);
  return last;
}

function pastTitles(tables: readonly EventTable[], catalogue: Catalogue, users: ReadonlySet<number>) {
  const pasts = new Map<number, Set<number>>();
  for (const table of tables) {
    for (let at = 0; at < table.length; at++) {
      const user = table.user[at]!;
      const dense = users.has(user) ? catalogue.denseOfItemNo(table.itemNo[at]!) : -1;
      if (dense < 0) continue;
      const past = pasts.get(user);
      if (past) past.add(catalogue.titleOf[dense]!);
      else pasts.set(user, new Set([catalogue.titleOf[dense]!]));
    }
  }
  return pasts;
}
