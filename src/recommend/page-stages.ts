import type { Clock } from '../domain/clock.ts';
import type { PageRoute } from '../domain/decision.ts';
import type { Page } from '../domain/page.ts';
import type { DecisionLog } from '../domain/ports/decision-log.ts';
import { type Logger, SILENT_LOGGER } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import { NO_TRACER, type Tracer } from '../domain/ports/tracer.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { PageRequest } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { NOBODY } from '../domain/user-key.ts';
import { isNewUser } from '../features/new-user.ts';
import { withProfile } from '../features/user-profile.ts';
import { EMPTY_STATE, type UserState } from '../features/user-state.ts';
import { createDraftPage, type DraftPage } from './draft-page.ts';
import { removeIneligible } from './eligibility.ts';
import { explainPage } from './explain/explain-page.ts';
import { createUsers } from './hydrate.ts';
import type { PageContext } from './page-context.ts';
import { type GoingOn, goingOn } from './paging/going-on.ts';
import { type NextTokens, nextTokens } from './paging/next-tokens.ts';
import type { PageTokens } from './paging/page-tokens.ts';
import { type DraftAgain, type Given, NO_SESSIONS, type SessionPages } from './paging/session-pages.ts';
import { byPrecedence, type PagePins, pinsFor } from './pins-for.ts';
import { type Run, startRun } from './pipeline.ts';
import { renderDecision, renderPage } from './render.ts';
import { createRulesFor, type RulesFor } from './rules/page-rules.ts';
import { sampleFeatures } from './sample-features.ts';
import type { PageDraft } from './select/select.ts';

export interface PageParts {
  /** The snapshot of now. Throws 'unavailable' when there is none: the last rung, which is no page. */
  readonly snapshot: () => Snapshot;
  readonly userStates: Pick<UserStateStore, 'read'>;
  readonly decisionLog: DecisionLog;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger?: Logger;
  readonly tracer?: Tracer;
  readonly pageTtlMs?: number;
  /** What pages go on by; absent: they do not. */
  readonly pageTokens?: PageTokens;
  /** What sessions were shown; absent: every page is made anew. */
  readonly sessionPages?: SessionPages;
  /** Of the pages whose features are logged, 0..1; 0 when left out. */
  readonly featureSampleShare?: number;
}

/** The stages that every page goes through, whichever question it answers, and what they keep between pages. */
export interface PageStages {
  start(): Run;
  /** The one read of a page, and the request as the user's profile completes it. Nobody's page reads nothing. */
  hydrate(run: Run, asked: PageRequest): Promise<{ request: PageRequest; state: UserState }>;
  /** The pins of the request's audience: all of them, or those that name one row; and the rules. */
  pinsFor(snapshot: Snapshot, request: PageRequest, rowId?: string): PagePins;
  /** The rules alone, for a page that no pin can name. */
  rulesFor: RulesFor;
  /** What the session was shown for the same question, if it still holds; null: the page is to be made. */
  again(run: Run, route: PageRoute, given: Given, contextOf: () => PageContext): PageDraft | null;
  draft: DraftPage;
  /** The gate on the finished page; then the log's record of it, and the answer. */
  answer(run: Run, route: PageRoute, draft: PageDraft | DraftAgain): Page;
  /** Lets go of what is kept of a user between pages. */
  forget(userKey: string): void;
}

/** Share of a request's time that the user's state may take; the rest is for making the page. */
const HYDRATE_SHARE = 0.6;

export function createPageStages(parts: PageParts): PageStages {
  const {
    decisionLog,
    pageTtlMs = 900_000,
    featureSampleShare = 0,
    logger = SILENT_LOGGER,
    tracer = NO_TRACER,
  } = parts;
  const users = createUsers(parts.userStates);
  const precedence = whenChanged(byPrecedence);
  const rulesFor = createRulesFor(logger);
  const { sessionPages = NO_SESSIONS } = parts;
  /** How often somebody was forgotten before the state of each run's user was read. */
  const forgottenBefore = new WeakMap<Run, number>();

  return {
    start: () => startRun({ ...parts, logger, tracer }),

    async hydrate(run, asked) {
      if (asked.userId === null && asked.userKey === NOBODY) return { request: asked, state: EMPTY_STATE };
      forgottenBefore.set(run, sessionPages.forgotten);
      const state = await run.descendWithin('hydrate', asked.deadlineMs * HYDRATE_SHARE, [
        ['R0', () => users.read(asked.userKey)],
        ['R1', () => users.lastKnown(asked.userKey)],
        ['R2', () => EMPTY_STATE],
      ]);
      // Below R1 nothing is known of the user, who then is neither new nor not.
      const isNew = run.rung <= 'R1' ? isNewUser(state) : null;
      return { request: { ...withProfile(asked, state.attributes), isNewUser: isNew, asked }, state };
    },

    pinsFor(snapshot, request, rowId) {
      return { ...pinsFor(precedence(snapshot.pins), request, rowId), rules: rulesFor(snapshot, request) };
    },

    rulesFor,

    again(run, route, given, contextOf) {
      const draft = run.attempt(
        'again',
        () => run.stage('again', () => sessionPages.again(route, given, contextOf)),
        null,
      );
      return draft && run.descend('again', [[draft.kept.rung, () => draft]]);
    },

    draft: createDraftPage(),

    answer(run, route, draft) {
      const kept = 'kept' in draft ? draft.kept : null;
      const going = kept?.goingOn ?? goingOn(route, draft);
      const removed = removeIneligible(draft);
      run.expectNone('eligibility-again', removed);
      const ttlMs = kept === null ? pageTtlMs : Math.min(pageTtlMs, kept.expiresAtMs - draft.context.nowMs);
      const facts = { route, rung: run.rung, tookMs: run.tookMs(), pageTtlMs: ttlMs };
      const rendered = run.stage('render', () => renderDecision(draft, facts));
      // Served again, it is still what it was made from then.
      const decision = kept === null ? rendered : { ...rendered, snapshotVersions: kept.versions };
      const featureSample = run.attempt(
        'feature-sample',
        () => sampleFeatures(draft, run.rung, featureSampleShare),
        null,
      );
      const logged = decisionLog.record(featureSample === null ? decision : { ...decision, featureSample });
      run.finish(route, decision.slots.itemNo.length, decision.withheld);
      const next = run.attempt('next', () => run.stage('next', () => nextOf(route, draft, going)), null);
      const page = renderPage(draft, decision, facts, logged, next);
      if (kept === null && removed === 0) {
        const { snapshotVersions: versions } = decision;
        const made = { rung: run.rung, expiresAtMs: Date.parse(page.expiresAt), versions, goingOn: going };
        const since = forgottenBefore.get(run) ?? sessionPages.forgotten;
        run.attempt('keep', () => sessionPages.keep(route, draft, made, since), undefined);
      }
      if (draft.context.trace === null) return page;
      return run.attempt<Page>('explain', () => explainPage(page, draft, run.rung), page);
    },

    forget(userKey) {
      users.forget(userKey);
      sessionPages.forget(userKey);
    },
  };

  function nextOf(route: PageRoute, draft: PageDraft, going: GoingOn): NextTokens | null {
    return parts.pageTokens === undefined ? null : nextTokens(parts.pageTokens, route, draft, going);
  }
}

/** A function of one value that is computed anew only for another value. */
function whenChanged<In extends object, Out>(compute: (of: In) => Out): (of: In) => Out {
  let last: { readonly of: In; readonly result: Out } | null = null;
  return (of) => {
    if (last?.of !== of) last = { of, result: compute(of) };
    return last.result;
  };
}
