import type { LogExtent } from '../../domain/ports/reports.ts';
import { COMPARED_NOTE, rangesOf } from '../answer-sql.ts';
import { cutHours, midnights } from '../cut-hours.ts';
import type { MetricName } from '../metrics.ts';
import type { ReportRequest } from '../report.ts';
import type { CountPiece } from './count-pieces.ts';
import { SLOTS } from './count-sources.ts';

interface Counted {
  readonly metrics: readonly MetricName[];
  readonly request: ReportRequest;
  readonly pieces: readonly CountPiece[];
  readonly extent: LogExtent;
  /** Of users, that the spread was computed from. */
  readonly share: number;
}

/** What a reader has to know of where numbers are from. */
export function countNotes({ metrics, request, pieces, extent, share }: Counted): readonly string[] {
  const { by, compare, fewestUsers } = request;
  const { dropped, pagesSinceMs } = extent;
  const hours = pieces.find(({ source }) => source !== SLOTS);
  const isCut = pieces.some(({ alone }) => alone !== undefined);
  const first = Math.min(...pieces.map(({ fromMs }) => fromMs));
  const fromLog = pieces.filter(({ source }) => source === SLOTS);
  const notes = [
    hours === undefined
      ? 'Counted from the log (v_impression_outcomes): one row an impression.'
      : `Whole hours are counted from the roll-up ${hours.source.view}${fromLog.length > 0 ? `, what is left at the ends${isCut ? ', and hours within which a day begins,' : ''} from the log (v_impression_outcomes)` : ''}.`,
    `ci95 holds the true value 19 times in 20: it is made from sums by user, since impressions of one user are not independent${
      share < 1
        ? `, of a share of ${share.toPrecision(2)} of the users drawn by their keys, of whom groups that have few borrow from the others`
        : ''
    } (shares: Wilson's score with as many trials as independent ones would say as much; other ratios: the delta method on the logarithm). Where the log has no user of a group any more, impressions count as independent, and it is too narrow.`,
  ];
  if (by.includes('arm')) {
    notes.push(
      'An arm is experiment:arm. A page in several experiments counts in each of them, one in none under null.',
    );
  }
  if (compare !== null) {
    notes.push(COMPARED_NOTE);
  }
  if (fewestUsers > 0) notes.push(`Groups of fewer than ${fewestUsers} users are left out (SUPPRESS_SMALL_COUNTS).`);
  if (dropped !== null && fromLog.some(({ fromMs, untilMs }) => fromMs < dropped.untilMs && untilMs > dropped.fromMs)) {
    notes.push(
      `The log has no pages from ${iso(dropped.fromMs)} to ${iso(dropped.untilMs)} any more (RETENTION_DAYS): they are not counted here. Days, rows, positions, sources and models are kept for longer; ask by these alone.`,
    );
  }
  if (metrics.includes('watched_hours') && dropped !== null && hours !== undefined && first < dropped.untilMs) {
    notes.push(
      'Watched hours are null where they are of days that were dropped before this release began to count them.',
    );
  }
  const widened = pieces.filter(
    (piece) => piece.source !== SLOTS && (piece.fromMs < request.fromMs || piece.untilMs > request.toMs),
  );
  if (dropped !== null && compare === null && widened.length > 0) {
    notes.push('The log no longer has the first or last hour, so that it is counted whole.');
  }
  const isGone = (ms: number) => dropped !== null && ms >= dropped.fromMs && ms < dropped.untilMs;
  const midnightsMs = by.includes('day') ? rangesOf(request).flatMap(midnights) : [];
  if (hours !== undefined && cutHours(midnightsMs).some(isGone)) {
    notes.push(
      'Days begin within an hour here: one that the log no longer has counts whole for the day that it began in.',
    );
  }
  if (
    hours?.source.view === 'v_page_funnel_hourly' &&
    dropped !== null &&
    first < (pagesSinceMs ?? Number.POSITIVE_INFINITY)
  ) {
    notes.push(
      `Counts by ${by.join(', ')} began ${pagesSinceMs === null ? 'with this release' : iso(pagesSinceMs)}: what is before is not counted here.`,
    );
  }
  return notes;
}

const iso = (ms: number): string => new Date(ms).toISOString();
