import * as z from 'zod';
import type { ColumnType } from '../../domain/log-views.ts';
import { ORIGINS } from '../../domain/origin.ts';
import { RUNGS, SOURCES } from '../../domain/page.ts';
import { impressionColumns, OUTCOME_COLUMNS } from '../../domain/ports/impression-log.ts';
import { TABLE_FORMATS } from '../../domain/ports/table-answer.ts';
import { answeredInstant, cursor, id, instant, region, rowId, surface, text } from './common.ts';

export const MOST_LISTED = 500;
export const MOST_IN_A_FILE = 100_000;
/** An answer of JSON; a file may take longer. */
export const LIST_BUDGET_MS = 2_000;
export const FILE_BUDGET_MS = 20_000;

export const impressionsQuery = z.strictObject({
  from: instant.optional().meta({ description: 'Served at this time or later; 7 days before `to` when absent' }),
  to: instant.optional().meta({ description: 'Served before this time; now when absent' }),
  userKey: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits: the keyed hash of a user')
    .optional()
    .meta({ description: 'The keyed hash of a user, as user_key has it' }),
  itemId: id.optional(),
  rowId: rowId.optional(),
  position: z.int().min(0).max(32_767).optional(),
  source: z.enum(SOURCES).optional(),
  model: text(1, 200).optional().meta({ description: 'Version of what retrieved or what ranked' }),
  arm: text(1, 300)
    .optional()
    .meta({ description: '`<experimentKey>:<armKey>`, or an arm by its own key, of any experiment' }),
  rung: z.enum(RUNGS).optional(),
  surface: surface.optional(),
  region: region.optional(),
  pinned: z.boolean().optional(),
  explored: z.boolean().optional(),
  origin: z
    .enum([...ORIGINS, 'all'])
    .default('app')
    .meta({ description: 'Where pages came from; `all`: any' }),
  outcomes: z
    .boolean()
    .default(false)
    .meta({ description: `Also ${OUTCOME_COLUMNS.map(({ name }) => name).join(', ')}: what came of it so far` }),
  cursor: cursor.optional(),
  limit: z
    .int()
    .min(1)
    .max(MOST_IN_A_FILE)
    .optional()
    .meta({
      description: `json: 50 when absent, at most ${MOST_LISTED}; files: ${MOST_IN_A_FILE} when absent, and at most`,
    }),
  format: z.enum(['json', ...TABLE_FORMATS]).default('json'),
});

/** What each type is in JSON, of those that these columns have. */
const JSON_TYPES: Readonly<Partial<Record<ColumnType, z.ZodType>>> = {
  text: z.string(),
  'text[]': z.array(z.string()),
  boolean: z.boolean(),
  smallint: z.int(),
  integer: z.int(),
  bigint: z.int(),
  real: z.number(),
  'double precision': z.number(),
  'timestamp with time zone': answeredInstant,
  jsonb: z.record(z.string(), z.string()),
};

const OPTIONAL: ReadonlySet<string> = new Set(OUTCOME_COLUMNS.map(({ name }) => name));

const fields = impressionColumns(true).map(({ name, type, nullable }) => {
  const field = nullable ? JSON_TYPES[type]!.nullable() : JSON_TYPES[type]!;
  return [name, OPTIONAL.has(name) ? field.optional().meta({ description: 'With outcomes=true' }) : field] as const;
});

export const loggedImpression = z
  .strictObject(Object.fromEntries(fields))
  .meta({ id: 'LoggedImpression', description: 'A row of v_impressions, and what came of it' });

export const impressionList = z
  .strictObject({
    items: z.array(loggedImpression).meta({ description: 'Newest first; within a page in its order' }),
    nextCursor: z.string().nullable().meta({ description: 'null: nothing is left of the time asked for' }),
    complete: z.boolean().meta({
      description:
        'false: something is left; go on with nextCursor, also where there are fewer items than were asked for',
    }),
    scannedTo: answeredInstant.meta({ description: 'All that was served later than this has been looked at' }),
    from: answeredInstant,
    to: answeredInstant,
  })
  .meta({ id: 'ImpressionList' });
