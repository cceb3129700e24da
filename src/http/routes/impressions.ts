import type * as z from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { ViewColumn } from '../../domain/log-views.ts';
import { type ImpressionLog, type ImpressionQuestion, impressionColumns } from '../../domain/ports/impression-log.ts';
import type { ExportedRow } from '../../domain/ports/log-export.ts';
import type { OpenTableAnswer, TableFormat } from '../../domain/ports/table-answer.ts';
import type { ImpressionCursors } from '../../reports/impressions/impression-cursor.ts';
import { type Answer, defineRoute, type Route } from '../route.ts';
import {
  FILE_BUDGET_MS,
  impressionList,
  impressionsQuery,
  LIST_BUDGET_MS,
  MOST_IN_A_FILE,
  MOST_LISTED,
} from '../schemas/impressions.ts';

export interface ImpressionCollaborators {
  readonly impressionLog: ImpressionLog;
  readonly impressionCursors: ImpressionCursors;
  readonly openTableAnswer: OpenTableAnswer;
  readonly clock: Clock;
}

/** The impressions explorer: the log, one impression after the other. */
export function impressionRoutes(collaborators: ImpressionCollaborators): readonly Route[] {
  const { impressionLog, impressionCursors, openTableAnswer, clock } = collaborators;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/impressions',
      roles: ['analyst'],
      name: 'listImpressions',
      summary: 'Impressions, newest first: what was shown to whom, where and why, and what came of it',
      tag: 'Reports',
      query: impressionsQuery,
      answers: {
        200: {
          description:
            'Those found within 2 s; a file has those of 20 s, and in its headers marquee-next-cursor (absent: nothing is left), ' +
            'marquee-scanned-to and marquee-complete',
          schema: impressionList,
          alsoFiles: Object.values(MEDIA_TYPES),
        },
      },
      async handle({ query }) {
        const asked = askedOf(query, impressionCursors, clock);
        const told = (page: Pick<Progress, 'next'>) => progressOf(page, asked, impressionCursors);
        if (query.format !== 'json') {
          return await fileOf(query.format, asked, { impressionLog, openTableAnswer, clock, told });
        }
        const page = await impressionLog.read({ ...asked, budgetMs: LIST_BUDGET_MS });
        const columns = impressionColumns(asked.outcomes);
        const [from, to] = [asked.fromMs, asked.untilMs].map((ms) => new Date(ms).toISOString());
        const items = page.rows.map((row) => objectOf(columns, row));
        return { status: 200, body: { items, ...told(page), from, to } };
      },
    }),
  ];
}

const DAY_MS = 86_400_000;
const DEFAULT_LIMIT = 50;
/** So many are held at a time, and written in one go: pages are made in the same process. */
const ROWS_A_BATCH = 1_000;
const MEDIA_TYPES: Readonly<Record<TableFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};

type Asked = Omit<ImpressionQuestion, 'budgetMs'>;
type Progress = Awaited<ReturnType<ImpressionLog['read']>>;

/** What is asked for, in the time that the cursor was made for if there is one. */
function askedOf(query: z.output<typeof impressionsQuery>, cursors: ImpressionCursors, clock: Clock): Asked {
  const { from, to, cursor, limit, format, origin, outcomes, ...named } = query;
  const most = format === 'json' ? MOST_LISTED : MOST_IN_A_FILE;
  if (limit !== undefined && limit > most) {
    refuse(`query.limit: must be at most ${most} for ${format}. A file has up to ${MOST_IN_A_FILE} (format=ndjson).`);
  }
  const filter = { ...named, ...(origin !== 'all' && { origin }) };
  const rest = { filter, outcomes, limit: limit ?? (format === 'json' ? DEFAULT_LIMIT : MOST_IN_A_FILE) };
  if (cursor !== undefined) {
    const { fromMs, untilMs, place } = cursors.open(cursor, filter);
    const isSame = (given: string | undefined, ms: number) => given === undefined || Date.parse(given) === ms;
    if (!isSame(from, fromMs) || !isSame(to, untilMs)) {
      refuse('query.cursor: it is of another time. Leave from and to out, or send those of the page before.');
    }
    return { ...rest, fromMs, untilMs, after: place };
  }
  const untilMs = to === undefined ? clock.nowMs() : Date.parse(to);
  const fromMs = from === undefined ? untilMs - 7 * DAY_MS : Date.parse(from);
  if (fromMs >= untilMs) refuse('query.from: must be before query.to.');
  return { ...rest, fromMs, untilMs, after: null };
}

function refuse(sentence: string): never {
  throw new MarqueeError('invalid-request', sentence);
}

function progressOf({ next }: Pick<Progress, 'next'>, { filter, fromMs, untilMs }: Asked, cursors: ImpressionCursors) {
  return {
    nextCursor: next === null ? null : cursors.seal({ fromMs, untilMs, place: next }, filter),
    complete: next === null,
    scannedTo: new Date(next === null ? fromMs : Math.ceil(next.servedAtUs / 1000)).toISOString(),
  };
}

interface FileParts extends Pick<ImpressionCollaborators, 'impressionLog' | 'openTableAnswer' | 'clock'> {
  readonly told: (page: Pick<Progress, 'next'>) => ReturnType<typeof progressOf>;
}

async function fileOf(format: TableFormat, asked: Asked, parts: FileParts): Promise<Answer> {
  const { impressionLog, openTableAnswer, clock, told } = parts;
  const startedMs = clock.monotonicMs();
  const table = await openTableAnswer(format, impressionColumns(asked.outcomes));
  let { after } = asked;
  let left = asked.limit;
  try {
    do {
      const budgetMs = Math.max(0, FILE_BUDGET_MS - (clock.monotonicMs() - startedMs));
      const page = await impressionLog.read({ ...asked, after, limit: Math.min(left, ROWS_A_BATCH), budgetMs });
      await table.write(page.rows);
      left -= page.rows.length;
      after = page.next;
    } while (after !== null && left > 0 && clock.monotonicMs() - startedMs < FILE_BUDGET_MS);
  } catch (error) {
    await table.abandon();
    throw error;
  }
  const { nextCursor, complete, scannedTo } = told({ next: after });
  const { sizeBytes, bytes } = await table.finish();
  return {
    status: 200,
    file: { mediaType: MEDIA_TYPES[format], sizeBytes, bytes },
    headers: {
      'content-disposition': `attachment; filename="impressions.${format}"`,
      'marquee-complete': String(complete),
      'marquee-scanned-to': scannedTo,
      ...(nextCursor !== null && { 'marquee-next-cursor': nextCursor }),
    },
  };
}

/** As JSON: jsonb is text in a row, and a time becomes RFC 3339 by itself. */
function objectOf(columns: readonly ViewColumn[], row: ExportedRow): object {
  const isJson = (at: number) => columns[at]!.type === 'jsonb' && row[at] !== null;
  return Object.fromEntries(
    columns.map(({ name }, at) => [name, isJson(at) ? JSON.parse(row[at] as string) : row[at]]),
  );
}
