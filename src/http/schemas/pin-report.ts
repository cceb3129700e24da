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
const each = z.number().nullable();
const interval = z.array(z.number()).length(2).nullable();

const pinValue = z
  .strictObject({
    gained: each.meta({ description: 'What came of the slot with the pin in it' }),
    expected: each.meta({ description: 'What the displaced item would have brought there' }),
    recovered: each.meta({ description: 'What it brought where it stands instead' }),
    movedDown: each.meta({ description: 'What the others of the row lost as they moved down a slot' }),
    net: each.meta({
      description: 'gained + recovered - expected - movedDown: what the pin brought, below 0 what it cost',
    }),
    ci95: interval.meta({ description: 'Of net, per 1,000 impressions; null of fewer than two users' }),
    total: each.meta({ description: 'net, over all impressions for which something gave way' }),
    totalCi95: interval,
  })
  .meta({ id: 'PinValue', description: 'Per 1,000 impressions for which something gave way; totals in all' });

const pinCost = z
  .strictObject({
    trustworthy: z.boolean(),
    reasons: z.array(z.string()).meta({ description: 'Why it is not, a sentence each' }),
    sampleShare: z.number().meta({ description: 'Share of the users who saw it whose pages were looked at' }),
    impressions: count.meta({ description: 'Looked at, of those for which something gave way' }),
    users: count,
    positionBias: z
      .array(z.strictObject({ surface: z.string(), from: z.enum(['chance', 'items']), clicks: count }))
      .meta({
        description:
          'What tells how much a position counts: slots left to chance, or items that stood in several positions',
      }),
    clicks: pinValue,
    plays: pinValue,
    hours: pinValue.meta({ description: 'Watched hours, of items of which the length is known' }),
    audiences: z
      .array(
        z.strictObject({
          by: z.enum(['surface', 'region']),
          value: z.string().nullable(),
          impressions: count,
          clicks: pinValue,
        }),
      )
      .meta({ description: 'By surface, and by the eight largest regions; null: no region was known' }),
  })
  .meta({ id: 'PinCost' });

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
      .array(
        z.strictObject({
          itemId: z.string(),
          times: count,
          expectedClicks: each.meta({
            description:
              'Clicks that 1,000 impressions of it would have in the slots it gave way in; null: not looked at',
          }),
        }),
      )
      .meta({ description: `What gave way, the most frequent first; at most ${MOST_DISPLACED}` }),
    cost: pinCost.meta({ description: 'What it brought or cost, against the same rows without it' }),
    notes: z
      .array(z.string())
      .meta({ description: 'What was left out of these counts, a sentence each; none, where nothing is' }),
  })
  .meta({ id: 'PinReport' });
