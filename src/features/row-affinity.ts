import type { RowKind } from '../domain/page.ts';
import { NO_AFFINITY, type RowAffinity, worthOfScores } from '../domain/row-affinity.ts';
import type { RowCount } from '../domain/row-counts.ts';
import { kindOfRow, splitRowId } from '../domain/row-id.ts';

/** Weeks, not days: a row keeps its place over a weekend, and loses it to what people do now. */
export const AFFINITY_HALF_LIFE_DAYS = 14;

/** Touches that have to be expected before a row's own count as much as what is known of its kind. */
const PRIOR = 20;
/** A row may be worth three times what its candidates say, or three tenths of it: never nothing, or nobody would see it again. */
const LEAST = 0.3;
const MOST = 3;
/** Impressions of other rows in a place that make it half as telling as it can be. */
const TELLING = 200;
/** The same where a wider place says the rest: sooner, since that one is of other depths of the page. */
const TELLING_NEAR = 20;
/** How much less, or more, than others in its place a row may be expected to be touched for its scores. */
const LEAST_SCORE = 0.1;
const MOST_SCORE = 10;
/** Views are sent by a surface's apps where at least so much of what they were served was viewed. */
const LEAST_VIEWED = 0.01;

/** Observed and expected touches. */
interface Touches {
  observed: number;
  expected: number;
}

/**
 * How much more or less rows are touched than their places and the scores of their titles would lead one to expect: the ratio of observed
 * touches to expected ones. A touch is an impression that was clicked or played. What is expected of an impression is the rate of touches
 * of all *other* rows in the same place of the same surface, times the ratio of the row's mean score there to theirs (.1 .. 10):
 *
 *   expected = seen x (touched of others / seen of others) x (mean score / mean score of others)
 *
 * The place is the row and position of the page; seen is served, or viewed where views are sent. Where none are, a place counts by
 * n / (n + 200), n impressions of others saying what is usual there: a row alone in its place is neither good nor bad. Where views are
 * sent, so that it is known who came that far, n / (n + 20) is expected by that place and the rest by the position in all rows of the
 * page, which counts by n / (n + 200).
 *
 * So a touch is held to be as likely as its place x its score x its row, which is what the selection takes a row to be worth (a
 * position-based model: Craswell, Zoeter, Taylor and Ramsey, "An experimental comparison of click position-bias models", 2008; clicks
 * over expected clicks: Zhang and Jones 2007; observed over foretold as what a model leaves out of a part of the data: He et al.,
 * "Practical lessons from predicting clicks on ads at Facebook", 2014; n / (n + 20): Dirichlet smoothing, Zhai and Lafferty 2001).
 * Without the scores a row of better candidates would be raised for them twice. Left out is continue-watching: a user comes for it, and
 * the ranker has not learned from what was begun.
 *
 * Ratios of few touches are drawn to the next known thing by a gamma prior of the Poisson rate, of mean `next` and weight 20:
 * (observed + 20 next) / (expected + 20) (Clayton and Kaldor, "Empirical Bayes estimates of age-standardized relative risks", 1987).
 * The chain is 1, the other rows of the kind, the row on other surfaces, the row on this one. Bounded to .3 .. 3.
 */
export function rowAffinityOf(counts: readonly RowCount[]): RowAffinity {
  const touches = touchesByRow(counts);
  if (touches.size === 0) return NO_AFFINITY;
  const ofRow = new Map<string, Touches>();
  const ofKind = new Map<RowKind, Touches>();
  for (const [rowId, bySurface] of touches) {
    const own = none();
    for (const one of bySurface.values()) add(own, one);
    ofRow.set(rowId, own);
    const kind = kindOfRow(rowId);
    if (kind === null) continue;
    const all = ofKind.get(kind) ?? none();
    ofKind.set(kind, add(all, own));
  }

  return {
    of(rowId, kind, surface) {
      const known = ofRow.has(rowId) ? rowId : splitRowId(rowId)[0];
      const own = ofRow.get(known) ?? NONE;
      const here = touches.get(known)?.get(surface) ?? NONE;
      const kindred = shrunk(less(ofKind.get(kind) ?? NONE, kindOfRow(known) === kind ? own : NONE), 1);
      const elsewhere = shrunk(less(own, here), kindred);
      return Math.min(MOST, Math.max(LEAST, shrunk(here, elsewhere)));
    },
  };
}

/** What was seen, how much of it was touched, and the scores of a part of it, which tell the mean of all. */
interface Seen {
  seen: number;
  touched: number;
  score: number;
  scored: number;
}

/** All of it, and row by row. */
interface Place extends Seen {
  readonly ofRow: Map<string, Seen>;
}

/** By row and surface. */
function touchesByRow(counts: readonly RowCount[]): Map<string, Map<string, Touches>> {
  const withViews = surfacesWithViews(counts);
  const kinds = new Map<string, RowKind | null>();
  const bySurface = new Map<string, Map<number, Place>>();
  const placed: { rowId: string; surface: string; own: Seen; here: Place; along: Place | null }[] = [];
  for (const count of counts) {
    const { surface, rowId, rowIndex, position } = count;
    if (!kinds.has(rowId)) kinds.set(rowId, kindOfRow(rowId));
    const kind = kinds.get(rowId)!;
    if (kind === 'continue-watching') continue;
    const sendsViews = withViews.has(surface);
    const own = seenOf(count, sendsViews, worthOfScores(kind));
    const places = bySurface.get(surface) ?? new Map<number, Place>();
    bySurface.set(surface, places);
    const here = addTo(places, rowIndex * POSITIONS + position, rowId, own);
    const along = sendsViews ? addTo(places, -1 - position, rowId, own) : null;
    placed.push({ rowId, surface, own, here, along });
  }

  const rows = new Map<string, Map<string, Touches>>();
  for (const { rowId, surface, own, here, along } of placed) {
    const { telling, touches } =
      along === null
        ? usualIn(here, rowId, own, TELLING)
        : mixed(usualIn(here, rowId, own, TELLING_NEAR), usualIn(along, rowId, own, TELLING));
    const ofRow = rows.get(rowId) ?? new Map<string, Touches>();
    rows.set(rowId, ofRow);
    const sum = ofRow.get(surface) ?? none();
    ofRow.set(surface, add(sum, { observed: telling * own.touched, expected: telling * touches }));
  }
  return rows;
}

/** More than a row has. */
const POSITIONS = 32_768;

function addTo(places: Map<number, Place>, key: number, rowId: string, own: Readonly<Seen>): Place {
  const place = places.get(key) ?? { ...NOTHING_SEEN, ofRow: new Map() };
  places.set(key, place);
  const ofRow = place.ofRow.get(rowId);
  if (ofRow === undefined) place.ofRow.set(rowId, { ...own });
  else addSeen(ofRow, own);
  addSeen(place, own);
  return place;
}

/** Whoever touched it saw it, whether or not the app said so. */
function seenOf(count: RowCount, sendsViews: boolean, worth: number): Seen {
  const { served, viewed, touched, servedScore, viewedScore } = count;
  return sendsViews
    ? { seen: Math.max(viewed, touched), touched, score: worth * viewedScore, scored: viewed }
    : { seen: served, touched, score: worth * servedScore, scored: served };
}

const NOTHING_SEEN: Readonly<Seen> = { seen: 0, touched: 0, score: 0, scored: 0 };

function addSeen(to: Seen, { seen, touched, score, scored }: Readonly<Seen>): void {
  to.seen += seen;
  to.touched += touched;
  to.score += score;
  to.scored += scored;
}

/** What is usual in a place: the touches that others would have had of what was seen of a row, and how well that is known, 0..1. */
interface Usual {
  telling: number;
  touches: number;
}

function usualIn(place: Readonly<Place>, rowId: string, own: Readonly<Seen>, half: number): Usual {
  const ofRow = place.ofRow.get(rowId)!;
  const seen = place.seen - ofRow.seen;
  if (seen <= 0) return { telling: 0, touches: 0 };
  const rate = (place.touched - ofRow.touched) / seen;
  const ratio = scoreRatio(own, place.score - ofRow.score, place.scored - ofRow.scored);
  return { telling: seen / (seen + half), touches: own.seen * rate * ratio };
}

/** Of the nearer place as far as it tells, of the wider one for the rest. */
const mixed = (near: Usual, wide: Usual): Usual => ({
  telling: wide.telling,
  touches: near.telling * near.touches + (1 - near.telling) * wide.touches,
});

/** Of the mean scores; 1 where nothing is known of one of them, or there is nothing to compare with. */
function scoreRatio(own: Readonly<Seen>, score: number, scored: number): number {
  if (own.scored <= 0 || scored <= 0 || score <= 0) return 1;
  return Math.min(MOST_SCORE, Math.max(LEAST_SCORE, (own.score * scored) / (own.scored * score)));
}

function surfacesWithViews(counts: readonly RowCount[]): Set<string> {
  const sums = new Map<string, { served: number; viewed: number }>();
  for (const { surface, served, viewed } of counts) {
    const sum = sums.get(surface) ?? { served: 0, viewed: 0 };
    sums.set(surface, { served: sum.served + served, viewed: sum.viewed + viewed });
  }
  const sending = [...sums].filter(([, { served, viewed }]) => viewed > LEAST_VIEWED * served);
  return new Set(sending.map(([surface]) => surface));
}

const none = (): Touches => ({ observed: 0, expected: 0 });
const NONE: Readonly<Touches> = none();

function add(to: Touches, { observed, expected }: Readonly<Touches>): Touches {
  to.observed += observed;
  to.expected += expected;
  return to;
}

const less = (from: Readonly<Touches>, part: Readonly<Touches>): Touches => ({
  observed: Math.max(0, from.observed - part.observed),
  expected: Math.max(0, from.expected - part.expected),
});

const shrunk = ({ observed, expected }: Readonly<Touches>, next: number): number =>
  (observed + PRIOR * next) / (expected + PRIOR);
