import type { PageRoute } from '../../domain/decision.ts';
import type { Rung } from '../../domain/page.ts';
import type { PageRequest } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isOff, namesOff } from '../../domain/switches.ts';
import { createCandidateSet } from '../candidate-set.ts';
import type { PageContext } from '../page-context.ts';
import type { PageDraft } from '../select/select.ts';
import { draftAgain, type KeptFacts, type KeptPage, keepPage } from './kept-page.ts';
import { stateMark } from './state-mark.ts';

/**
 * What this process showed in sessions, so that a page that is asked for again comes as it was unless the user did something: neither
 * what was merely seen nor new counts of everybody's events reorder it. Pages without a session are not kept.
 */
export interface SessionPages {
  /** The page that was kept for the same question, as a draft; null: there is none that still holds. `contextOf` is asked only then. */
  again(route: PageRoute, given: Given, contextOf: () => PageContext): DraftAgain | null;
  /** Keeps a page if it was made as well as can be. `since`: what `forgotten` said before the user was read. */
  keep(route: PageRoute, draft: PageDraft, facts: KeptFacts, since: number): void;
  /** Times that somebody was forgotten. */
  readonly forgotten: number;
  /** What is being made of the user's state of before is not kept either. */
  forget(userKey: string): void;
}

export type Given = Pick<PageContext, 'request' | 'snapshot' | 'state'>;
export type DraftAgain = PageDraft & { readonly kept: KeptFacts };

/** All pages of all users, as bytes. */
const MAX_BYTES = 32 * 1024 * 1024;
const MOST_PAGES_OF_A_USER = 32;

interface Entry {
  readonly mark: string;
  readonly page: KeptPage;
  readonly bytes: number;
}

export function createSessionPages(maxBytes = MAX_BYTES): SessionPages {
  // Both in the order of their last use: the first is the one to let go.
  const users = new Map<string, Map<string, Entry>>();
  const candidates = createCandidateSet(256);
  let bytes = 0;
  let forgotten = 0;

  function drop(userKey: string, key: string): void {
    const pages = users.get(userKey);
    const entry = pages?.get(key);
    if (pages === undefined || entry === undefined) return;
    bytes -= entry.bytes;
    pages.delete(key);
    if (pages.size === 0) users.delete(userKey);
  }

  function put(userKey: string, key: string, entry: Entry): void {
    drop(userKey, key);
    const pages = users.get(userKey) ?? new Map<string, Entry>();
    users.delete(userKey);
    users.set(userKey, pages.set(key, entry));
    bytes += entry.bytes;
    if (pages.size > MOST_PAGES_OF_A_USER) drop(userKey, firstOf(pages));
    while (bytes > maxBytes) {
      const oldest = firstOf(users);
      drop(oldest, firstOf(users.get(oldest)!));
    }
  }

  return {
    again(route, given, contextOf) {
      const { request } = given;
      if (!isKept(request)) return null;
      const key = questionOf(route, request);
      const entry = users.get(request.userKey)?.get(key);
      if (entry === undefined) return null;
      const { page } = entry;
      const draft =
        request.nowMs < page.expiresAtMs && entry.mark === markOf(given)
          ? draftAgain(page, contextOf(), candidates)
          : null;
      if (draft === null) drop(request.userKey, key);
      else put(request.userKey, key, entry);
      return draft && { ...draft, kept: page };
    },

    keep(route, draft, facts, since) {
      const { request, snapshot } = draft.context;
      if (!isKept(request) || since !== forgotten || facts.rung !== bestRung(snapshot, request.nowMs)) return;
      const key = questionOf(route, request);
      const mark = markOf(draft.context);
      const page = keepPage(draft, facts);
      put(request.userKey, key, { mark, page, bytes: page.bytes + 2 * (key.length + mark.length) });
    },

    get forgotten() {
      return forgotten;
    },

    forget(userKey) {
      forgotten++;
      for (const key of [...(users.get(userKey)?.keys() ?? [])]) drop(userKey, key);
    },
  };
}

/** Keeps nothing: for pages that nobody asks for twice. */
export const NO_SESSIONS: SessionPages = { again: () => null, keep: () => {}, forgotten: 0, forget: () => {} };

/** An explained page tells of its making, so it is made. */
const isKept = (request: PageRequest): boolean => request.sessionId !== null && request.explain !== true;

/** What is asked, as far as it shapes the page; for region, language and maturity as the profile completed them. */
function questionOf(route: PageRoute, request: PageRequest): string {
  const { sessionId, surface, region, language, maturity, timeZone, rows, items, rowIds, excludeItemIds } = request;
  const { filter, about, shown } = request;
  const place = shown == null ? null : [shown.parentId, shown.countInRow];
  const parameters = [surface, region, language, maturity, timeZone, rows, items, rowIds, excludeItemIds];
  return JSON.stringify([route, sessionId, ...parameters, filter?.text ?? null, about ?? null, place]);
}

/** The parts of the snapshot that only count what happens. */
const MAY_CHANGE: readonly string[] = ['stats', 'statsAtMs', 'exposure', 'row-affinity'];

/**
 * What the page was made from and must not have changed: what the user did, what editors and operators decided, the model. An item that
 * comes back has to show on the next page, so the catalogue is among them.
 */
function markOf({ request, snapshot, state }: Given): string {
  const versions = Object.entries(snapshot.versions).filter(([part]) => !MAY_CHANGE.includes(part));
  const isNew = request.isNewUser ?? null;
  return JSON.stringify([stateMark(state), isNew, versions, namesOff(snapshot.switches, request.nowMs)]);
}

/** The rung of a page in which nothing failed. */
function bestRung({ models, switches }: Snapshot, nowMs: number): Rung {
  if (models === null) return 'R4';
  return isOff(switches, 'ranker', nowMs) ? 'R3' : 'R0';
}

const firstOf = <V>(map: Map<string, V>): string => map.keys().next().value!;
