import type { Audience } from '../domain/audience.ts';
import type { Clock } from '../domain/clock.ts';
import type { Origin } from '../domain/origin.ts';
import { type Logger, SILENT_LOGGER } from '../domain/ports/logger.ts';
import type { RowUsage, UsedRow } from '../domain/ports/row-usage.ts';
import type { ViewerCountsReader } from '../domain/ports/viewer-counts.ts';
import { type NamedRow, type Reach, reachOf, type ViewerCounts } from '../domain/reach.ts';

/** How many viewers an audience has; null: nothing is known yet, or the log cannot be read. Never throws. */
export type AudienceReach = (audience: Audience, row?: NamedRow | null) => Promise<Reach | null>;

export interface AudienceReachDeps {
  readonly viewerCounts: ViewerCountsReader;
  readonly rowUsage: RowUsage;
  readonly clock: Clock;
  /** Whose pages count. */
  readonly origins: readonly Origin[];
  readonly logger?: Logger;
  /** Of fewer viewers it is said that they are fewer, and not how many; absent or 0: of none. */
  readonly fewestUsers?: number;
}

const COUNTED_MS = 7 * 86_400_000;
/** For so long a count is good: the log is read once for all that editors ask meanwhile. */
export const REACH_KEPT_MS = 180_000;
/** A count of nobody, and one that failed, are soon tried again. */
export const REACH_TRIED_AGAIN_MS = 5_000;

interface Counted {
  readonly atMs: number;
  readonly keptMs: number;
  readonly counts: ViewerCounts | null;
  readonly used: readonly UsedRow[];
}

/** One count of the last seven days at a time, kept in memory; what it holds names nobody. */
export function createAudienceReach(deps: AudienceReachDeps): AudienceReach {
  const { viewerCounts, rowUsage, clock, origins, logger = SILENT_LOGGER, fewestUsers = 0 } = deps;
  let known: Counted | null = null;
  let counting: Promise<Counted> | null = null;

  async function count(atMs: number): Promise<Counted> {
    const when = { fromMs: atMs - COUNTED_MS, toMs: atMs, origins };
    try {
      const [counts, used] = await Promise.all([viewerCounts.read(when), rowUsage.read(when)]);
      return { atMs, keptMs: counts.groups.length > 0 ? REACH_KEPT_MS : REACH_TRIED_AGAIN_MS, counts, used };
    } catch (error) {
      logger.warn({ err: error }, 'viewers could not be counted: reach is that of before, or not known');
      return { atMs, keptMs: REACH_TRIED_AGAIN_MS, counts: known?.counts ?? null, used: known?.used ?? [] };
    }
  }

  async function counted(): Promise<Counted> {
    const nowMs = clock.nowMs();
    if (known !== null && nowMs - known.atMs < known.keptMs) return known;
    counting ??= count(nowMs).finally(() => {
      counting = null;
    });
    known = await counting;
    return known;
  }

  return async (audience, row = null) => {
    const { counts, used } = await counted();
    const reach = counts === null ? null : reachOf(audience, counts, row, used);
    return reach === null || reach.users === 0 || reach.users >= fewestUsers ? reach : withoutFew(reach, fewestUsers);
  };
}

/** That somebody is in it is told, and so is 0: an audience that nobody meets is a mistake to be seen. */
const withoutFew = (reach: Reach, fewestUsers: number): Reach => ({
  ...reach,
  users: fewestUsers,
  share: Math.min(1, fewestUsers / reach.ofUsers),
  rowShare: null,
  fewerThan: fewestUsers,
});
