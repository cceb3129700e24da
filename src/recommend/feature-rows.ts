import { MarqueeError } from '../domain/errors.ts';
import type { ItemStats } from '../domain/item-stats.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { PageRequest } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { FEATURE_COLUMNS, featureFingerprint, featureWidth, writeFeatures } from '../features/schema.ts';
import { withProfile } from '../features/user-profile.ts';
import { EMPTY_STATE, type UserState } from '../features/user-state.ts';
import { decodeUserState } from '../features/user-state-codec.ts';
import { pageContext } from './page-context.ts';

/** What the ranker would read, for models of other teams. */
export interface FeatureRows {
  readonly fingerprint: string;
  /** Of the values of a row, in order. */
  readonly features: readonly string[];
  readonly asOf: string;
  /** Version of the package that the vectors and co-occurrences are of; null: there is none, and they say nothing. */
  readonly model: string | null;
  /** What need not be exactly what a page of that moment was made from; empty: nothing. */
  readonly approximated: readonly Approximation[];
  /** By user, then by item, in the order asked for. */
  readonly rows: readonly FeatureRow[];
}

export interface FeatureRow {
  readonly userId: string;
  readonly itemId: string;
  /** Finite; each is a float32. */
  readonly values: readonly number[];
}

export interface Approximation {
  readonly part: 'user-state' | 'item-stats' | 'catalogue' | 'model';
  readonly detail: string;
}

export interface FeatureRowsParts {
  readonly snapshot: () => Snapshot;
  readonly userStates: Pick<UserStateStore, 'readMany'>;
  readonly past: Past;
  /** Lets others have their turn: many rows take longer than a page. */
  readonly pause: () => Promise<unknown>;
}

/** A moment, and from when on an event counts: since it was received, or since it happened (ingest/past-state.ts). */
export interface Moment {
  readonly atMs: number;
  readonly countedFrom: 'received' | 'happened';
}

/** The world before a moment. */
export interface Past {
  stateOf(userKey: string, moment: Moment): Promise<{ readonly state: UserState; readonly isWhole: boolean }>;
  statsOf(snapshot: Snapshot, atMs: number): Promise<ItemStats>;
}

/**
 * The features of every user with every item, by the functions that pages are scored with; an episode's are its series', as on a page.
 * `requests`: one a user, as a page would be asked for. `moment`: null for now, from the live user states and the snapshot; else
 * what had happened before that moment. Throws MarqueeError 'unknown-item'.
 */
export type ReadFeatureRows = (
  requests: readonly PageRequest[],
  itemIds: readonly string[],
  moment: Moment | null,
) => Promise<FeatureRows>;

export function createFeatureRows({ snapshot: ofNow, userStates, past, pause }: FeatureRowsParts): ReadFeatureRows {
  async function statesOf(requests: readonly PageRequest[], moment: Moment | null) {
    const keys = requests.map(({ userKey }) => userKey);
    if (moment === null) {
      const stored = await userStates.readMany(keys);
      return stored.map((one) => ({ state: one === null ? EMPTY_STATE : decodeUserState(one.bytes), isWhole: true }));
    }
    const states: Awaited<ReturnType<Past['stateOf']>>[] = [];
    for (const userKey of keys) states.push(await past.stateOf(userKey, moment));
    return states;
  }

  return async (requests, itemIds, moment) => {
    const states = await statesOf(requests, moment);
    const live = ofNow();
    const snapshot = moment === null ? live : { ...live, stats: await past.statsOf(live, moment.atMs) };
    const candidates = titlesOf(snapshot, itemIds);
    const values = new Float32Array(candidates.length * featureWidth);
    const rows: FeatureRow[] = [];
    for (const [at, asked] of requests.entries()) {
      const { state } = states[at]!;
      const request = withProfile(asked, state.attributes);
      const context = pageContext(request, snapshot, state, { due: [], nextMs: Number.POSITIVE_INFINITY });
      writeFeatures(context, candidates, candidates.length, values);
      for (const [row, itemId] of itemIds.entries()) {
        const own = values.subarray(row * featureWidth, (row + 1) * featureWidth);
        rows.push({ userId: asked.userId!, itemId, values: Array.from(own) });
      }
      await pause();
    }
    return {
      fingerprint: featureFingerprint(),
      features: FEATURE_COLUMNS,
      asOf: new Date(requests[0]!.nowMs).toISOString(),
      model: snapshot.models?.model.version ?? null,
      approximated:
        moment === null
          ? []
          : approximations(
              moment,
              states.some(({ isWhole }) => !isWhole),
            ),
      rows,
    };
  };
}

function titlesOf({ catalogue }: Snapshot, itemIds: readonly string[]): Int32Array {
  return Int32Array.from(itemIds, (itemId) => {
    const dense = catalogue.denseOfItemId(itemId);
    if (dense >= 0) return catalogue.titleOf[dense]!;
    throw new MarqueeError('unknown-item', `There is no item ${itemId}. GET /v1/items lists those there are.`);
  });
}

function approximations({ countedFrom }: Moment, isStateCut: boolean): readonly Approximation[] {
  const stateCut = {
    part: 'user-state',
    detail: 'Days of the log before that moment were dropped: what was watched, and how much was kept, is as of later.',
  } as const;
  const happened = {
    part: 'user-state',
    detail: 'Events count from when they happened; a page of that moment did not know those that came in later.',
  } as const;
  return [
    ...(isStateCut ? [stateCut] : []),
    ...(countedFrom === 'happened' ? [happened] : []),
    {
      part: 'item-stats',
      detail:
        'Counts of what had happened before, whenever it came in, without users flagged since; plays by region up to the day before. ' +
        'A page of that moment read them some seconds old.',
    },
    { part: 'catalogue', detail: 'Items are as they are now: genres, release dates, episodes.' },
    { part: 'model', detail: 'Vectors and co-occurrences are of the live package, whichever was live then.' },
  ];
}
