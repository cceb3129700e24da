import * as z from 'zod';
import { ROW_KINDS } from '../../domain/page.ts';
import { audience } from './audience.ts';
import { answeredInstant, rowId } from './common.ts';

const share = z.number().min(0).max(1);

/** How many viewers an audience has. */
export const reach = z
  .strictObject({
    users: z.int().meta({
      description:
        'Viewers who were in the audience on a home page of these days; where `unknown` names keys, at most so many',
    }),
    ofUsers: z.int().meta({ description: 'All viewers of these days' }),
    share: share.meta({ description: 'users of ofUsers' }),
    rowShare: share.nullable().meta({
      description:
        'Of the users of the audience, about the share who had the row at least once; of a rowKind with several rows at least so many. null: no row was named, or nothing is known of it',
    }),
    days: z.number().meta({ description: 'How long was counted, up to asOf: what was, and no forecast' }),
    asOf: answeredInstant.meta({ description: 'A count is kept for some minutes' }),
    sampleShare: share.meta({
      description: 'Share of the viewers that were looked at; below 1 the numbers are estimates',
    }),
    unknown: z
      .array(z.string())
      .meta({ description: 'Keys of the audience that were not looked at, as the log cannot say' }),
    fewerThan: z.int().optional().meta({
      description:
        'There where small counts are not told: `users` says this number and is less, share goes by it, rowShare is null',
    }),
  })
  .meta({ id: 'Reach' });

export const reachRequest = z
  .strictObject({
    audience: audience.default({}),
    rowId: rowId.optional(),
    rowKind: z.enum(ROW_KINDS).optional(),
  })
  .refine((given) => given.rowId === undefined || given.rowKind === undefined, {
    path: ['rowId'],
    message: 'only one of rowId and rowKind may be given',
  })
  .meta({ id: 'ReachRequest' });

export const reachAnswer = z
  .strictObject({ reach: reach.nullable().meta({ description: 'null: nobody was counted yet' }) })
  .meta({ id: 'ReachAnswer' });
