import { type Audience, type AudienceFacts, isInAudience, type Surface } from './audience.ts';
import type { RowKind } from './page.ts';
import type { UsedRow } from './ports/row-usage.ts';
import { kindOfRow } from './row-id.ts';

/** How many viewers an audience has, counted from the home pages of the last days: what was, and no forecast. */
export interface Reach {
  /** Viewers who were in the audience on at least one page. Where `unknown` names keys they were not looked at: then at most so many. */
  readonly users: number;
  /** All viewers of that time. */
  readonly ofUsers: number;
  /** users / ofUsers. */
  readonly share: number;
  /** Of these viewers the share who had the row that was named at least once; null: none was named, or nothing is known of it. */
  readonly rowShare: number | null;
  /** How long was counted; and to when. */
  readonly days: number;
  readonly asOf: string;
  /** Share of the viewers that were looked at; below 1 `users` and `ofUsers` are estimates from so many of them. */
  readonly sampleShare: number;
  /** Keys of the audience that the log cannot answer. */
  readonly unknown: readonly string[];
  /** `users` says this number and is less: fewer are not told (SUPPRESS_SMALL_COUNTS). Absent: `users` is what was counted. */
  readonly fewerThan?: number;
}

/** Viewers of some days, grouped by all that they were seen as. */
export interface ViewerCounts {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the viewers, drawn by their keys, that were counted. */
  readonly sampleShare: number;
  readonly groups: readonly ViewerGroup[];
}

export interface ViewerGroup {
  /** Each way once: a viewer of two surfaces was seen as two. */
  readonly seenAs: readonly SeenAs[];
  readonly users: number;
}

export type SeenAs = Pick<AudienceFacts, 'surface' | 'region' | 'maturity' | 'language'>;

/** Whom a row's share is asked of: the row by its id, or any row of a kind. */
export interface NamedRow {
  readonly rowId: string | null;
  readonly rowKind: RowKind | null;
}

const ANSWERED: readonly string[] = ['regions', 'surfaces', 'maturities', 'languages'] satisfies (keyof Audience)[];
const DAY_MS = 86_400_000;

/** null: nobody was counted, so nothing is known. `used`: shares of users by row, of about the same time. */
export function reachOf(
  audience: Audience,
  counts: ViewerCounts,
  row: NamedRow | null = null,
  used: readonly UsedRow[] = [],
): Reach | null {
  const { groups, sampleShare, fromMs, toMs } = counts;
  const { regions, surfaces, maturities, languages } = audience;
  const answered: Audience = {
    ...(regions && { regions }),
    ...(surfaces && { surfaces }),
    ...(maturities && { maturities }),
    ...(languages && { languages }),
  };
  const usersOn = new Map<Surface, number>();
  let users = 0;
  let ofUsers = 0;
  for (const group of groups) {
    ofUsers += group.users;
    const within = new Set(group.seenAs.filter((as) => isInAudience(answered, as)).map(({ surface }) => surface));
    if (within.size > 0) users += group.users;
    for (const surface of within) usersOn.set(surface, (usersOn.get(surface) ?? 0) + group.users);
  }
  if (ofUsers === 0) return null;
  return {
    users: Math.round(users / sampleShare),
    ofUsers: Math.round(ofUsers / sampleShare),
    share: users / ofUsers,
    rowShare: row === null ? null : rowShareOf(row, usersOn, used),
    days: (toMs - fromMs) / DAY_MS,
    asOf: new Date(toMs).toISOString(),
    sampleShare,
    unknown: Object.entries(audience).flatMap(([key, value]) =>
      value === undefined || ANSWERED.includes(key) ? [] : [key],
    ),
  };
}

/**
 * By the shares of each surface, weighted by the audience's viewers there: within a surface the row is taken to be as frequent among them
 * as among all. Of a kind with several rows it is that of the most frequent one, so at least so many.
 */
function rowShareOf(row: NamedRow, usersOn: ReadonlyMap<Surface, number>, used: readonly UsedRow[]): number | null {
  let weighted = 0;
  let all = 0;
  for (const [surface, users] of usersOn) {
    const ofSurface = used.filter((one) => one.surface === surface);
    // Nothing was counted there: its viewers say nothing about rows.
    if (ofSurface.length === 0) continue;
    const shares = ofSurface.filter((one) => isNamed(row, one.rowId)).map((one) => one.users);
    weighted += users * Math.max(0, ...shares);
    all += users;
  }
  return all === 0 ? null : weighted / all;
}

/** Rows grown from a title are counted as their family. */
function isNamed({ rowId, rowKind }: NamedRow, counted: string): boolean {
  if (rowId === null) return kindOfRow(counted) === rowKind;
  return counted === rowId || (!counted.includes(':') && GROWN.includes(counted) && rowId.startsWith(`${counted}:`));
}

const GROWN: readonly string[] = ['because-you-watched', 'more-from'];
