import type { Decision } from '../../domain/decision.ts';

/** A part that a page is scored again with and that need not be what it was. */
export interface ApproximatedPart {
  readonly part: 'user-state' | 'item-stats' | 'catalogue' | 'objectives';
  readonly detail: string;
}

export interface KnownOfThen {
  /** false: days of the log that the state needs were dropped. */
  readonly isStateWhole: boolean;
  /** The decision says when its item stats were read. */
  readonly hasStatsTime: boolean;
  readonly isSameCatalogue: boolean;
  /** When its objectives came to hold; null: long before. */
  readonly objectivesSinceMs: number | null;
}

/** By then every replica has heard of a change. */
const HEARD_MS = 10_000;

export function approximatedParts(
  { rung, servedAtMs, snapshotVersions }: Decision,
  { isStateWhole, hasStatsTime, isSameCatalogue, objectivesSinceMs }: KnownOfThen,
): readonly ApproximatedPart[] {
  const statsAt = new Date(snapshotVersions.statsAtMs ?? servedAtMs).toISOString();
  const statsTime = hasStatsTime ? '' : ' The page does not say when its own were read.';
  const agoMs = objectivesSinceMs === null ? Number.POSITIVE_INFINITY : servedAtMs - objectivesSinceMs;
  return [
    ...(rung === 'R1'
      ? [
          of(
            'user-state',
            'The page was made from the last state that its replica had of the user, which may be older.',
          ),
        ]
      : []),
    ...(isStateWhole
      ? []
      : [
          of(
            'user-state',
            'Days of the log before the page were dropped: what was watched, and how much was kept, is as of later.',
          ),
        ]),
    of(
      'item-stats',
      `What had happened before ${statsAt}, whenever it came in; plays by region up to the day before.${statsTime}`,
    ),
    ...(isSameCatalogue ? [] : [of('catalogue', 'The catalogue has changed since: items are as they are now.')]),
    ...(agoMs < HEARD_MS
      ? [
          of(
            'objectives',
            `They were changed ${agoMs} ms before the page was made: its replica may have had those of before.`,
          ),
        ]
      : []),
  ];
}

const of = (part: ApproximatedPart['part'], detail: string): ApproximatedPart => ({ part, detail });
