import * as z from 'zod';
import { ROW_KINDS, SOURCES } from '../../domain/page.ts';

/** On every page. */
export const explain = z.boolean().optional().meta({
  description:
    'Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for user tokens',
});

const worthParts = {
  worth: z.number().meta({ description: 'Of the scores of what it would show first, discounted by slot' }),
  affinity: z.number().meta({ description: 'How much more than expected such rows are touched; 1: as expected' }),
  likeness: z.number().meta({ description: 'To the rows above, 0..1' }),
  value: z.number().meta({ description: 'What it was chosen by' }),
};

const counts = { proposed: z.int(), allowed: z.int().meta({ description: 'Those that may be shown' }) };

export const pageExplanation = z
  .strictObject({
    passedOver: z
      .array(
        z.strictObject({
          rowId: z.string(),
          kind: z.enum(ROW_KINDS),
          ...worthParts,
          reason: z.enum(['not-enough', 'limit', 'no-place', 'switched-off', 'gave-way']).meta({
            description:
              'fewer titles than it needs; no more of its kind by the template; the page is full; turned off; a pin inserted another',
          }),
        }),
      )
      .meta({ description: 'Rows that were planned and do not stand on the page' }),
    switchedOff: z.array(z.string()).meta({ description: 'Switches that are off' }),
    withheldPins: z.array(z.strictObject({ pinId: z.string(), reason: z.string() })),
    candidates: z.strictObject({ ...counts, scored: z.int() }),
  })
  .meta({ id: 'PageExplanation' });

export const rowExplanation = z
  .strictObject({
    chosen: z.strictObject(worthParts).nullable().meta({ description: 'null: a pin inserted it' }),
    order: z.enum(['score', 'proposed', 'matches', 'near']),
    candidates: z.strictObject(counts),
  })
  .meta({ id: 'RowExplanation' });

const rank = z.int().nullable();

const rule = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('pinned'), pinId: z.string(), displaced: z.string().nullable() }),
  z.strictObject({ rule: z.literal('new-item') }),
  z.strictObject({
    rule: z.literal('boosted'),
    ruleId: z.string(),
    strength: z.number(),
    lifted: z.boolean().meta({ description: 'Without boosts another title would have been the best for the slot' }),
  }),
  z.strictObject({ rule: z.literal('buried'), ruleId: z.string(), strength: z.number() }),
  z.strictObject({ rule: z.literal('chance'), instead: z.string() }),
  z.strictObject({ rule: z.literal('capped'), itemId: z.string(), cap: z.enum(['person', 'ignored']) }),
  z.strictObject({ rule: z.literal('stands-elsewhere'), itemId: z.string(), rowId: z.string() }),
]);

export const slotExplanation = z
  .strictObject({
    proposedBy: z
      .array(z.strictObject({ source: z.enum(SOURCES), rank: z.int() }))
      .meta({ description: 'Every source that proposed it for the row, with its rank there, from 0' }),
    ranks: z
      .strictObject({ byScore: rank, amongFree: rank, byValue: rank, chosen: rank, slot: z.int() })
      .meta({ description: 'From 0, before and after each step of the selection; null: that step did not look at it' }),
    chosenBy: z
      .strictObject({
        value: z.number(),
        likeness: z.number(),
        overTaste: z.number(),
        wishes: z.number(),
        rules: z.number().meta({ description: "What the editors' rules added; below 0: took off" }),
      })
      .nullable()
      .meta({ description: "In standard deviations of the row's scores; null: not chosen by score" }),
    rules: z.array(rule),
    contributions: z
      .array(
        z.strictObject({
          group: z.string(),
          contribution: z.number(),
          columns: z.array(z.strictObject({ name: z.string(), value: z.number(), mean: z.number() })),
        }),
      )
      .nullable()
      .meta({
        description:
          'By how much the score is higher for each feature group than if the group said of it what it says on average of ' +
          'this page; the weightiest first. They do not add up. null: no ranker scored it',
      }),
  })
  .meta({ id: 'SlotExplanation' });
