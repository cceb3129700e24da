import * as z from 'zod';
import { ORIGINS } from '../../domain/origin.ts';
import { WITHHELD_REASONS } from '../../domain/pin.ts';
import { MOST_DISPLACED } from '../../domain/ports/pin-reports.ts';
import { answeredInstant, instant } from './common.ts';

export const MOST_REPORT_DAYS = 31;

export const pinReportQuery = z
  .strictObject({
    from: instant
      .optional()
      .meta({ description: 'Pages served at this time or later; 7 days before `to` when absent' }),
    to: instant.optional().meta({ description: 'Pages served before this time; now when absent' }),
    origin: z.enum(ORIGINS).default('app'),
  })
  .meta({ description: `At most ${MOST_REPORT_DAYS} days` });

const count = z.int().min(0);

export const pinReport = z
  .strictObject({
    pinId: z.string(),
    from: answeredInstant,
    to: answeredInstant,
    origin: z.enum(ORIGINS),
    served: count.meta({ description: 'Impressions that the pin put there' }),
    viewed: count,
    clicked: count.meta({ description: 'Of the served ones, viewed or not' }),
    played: count,
    withheld: z.partialRecord(z.enum(WITHHELD_REASONS), count).meta({
      description: 'Pages on which it was due and did not stand, by reason; reasons that never held are left out',
    }),
    displaced: count.meta({ description: 'Of the served ones, those for which something else gave way' }),
    displacedItems: z
      .array(z.strictObject({ itemId: z.string(), times: count }))
      .meta({ description: `What gave way, the most frequent first; at most ${MOST_DISPLACED}` }),
  })
  .meta({ id: 'PinReport' });
