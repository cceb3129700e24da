import * as z from 'zod';
import { type GivenTemplate, isTemplateRow, type PageTemplate, TEMPLATE_FAMILIES } from '../../domain/page-template.ts';
import { answeredInstant, rowId, surface, text } from './common.ts';

/** Plans cost time whether their rows stand or not. */
const MOST_ROWS = 40;

const share = z.number().min(0).max(1);
const weight = z.number().min(0).max(10);

type GivenRow = NonNullable<GivenTemplate['rows']>[number];

const row = z.strictObject({
  row: rowId.meta({ description: 'A family of rows (genre) or one row (genre:drama)', example: 'genre' }),
  atMost: z.int().min(1).max(20).default(1).meta({ description: 'Rows of the family at most while others are left' }),
  inAll: z
    .int()
    .min(1)
    .max(50)
    .optional()
    .meta({ description: 'Rows of the family at most when no others are left; atMost when absent' }),
  place: z
    .enum(['top', 'free'])
    .default('free')
    .meta({ description: 'top: above all that is free, in this order; free: where it is worth most' }),
});

const rows = z
  .array(row)
  .min(1, 'at least one row: to turn rows off for a time use /v1/switches')
  .max(MOST_ROWS)
  .superRefine((given, context) => {
    for (const [at, message] of rowFaults(given)) context.addIssue({ code: 'custom', path: [at, 'row'], message });
  })
  .meta({ description: 'The rows a page may have. Their order decides only between rows of equal worth' });

function rowFaults(given: readonly GivenRow[]): [at: number, message: string][] {
  const faults: [number, string][] = [];
  for (const [at, { row: name, atMost, inAll = atMost }] of given.entries()) {
    if (!isTemplateRow(name)) {
      faults.push([
        at,
        `there are no such rows; there are ${Object.keys(TEMPLATE_FAMILIES).join(', ')}, and genre:<slug>`,
      ]);
    } else if (given.findIndex((other) => other.row === name) < at) {
      faults.push([at, 'is there already: put it once']);
    } else if (inAll > 1 && !(TEMPLATE_FAMILIES as Record<string, boolean>)[name]) {
      faults.push([at, 'is one row: atMost must be 1']);
    } else if (inAll < atMost) {
      faults.push([at, 'has an inAll below its atMost: raise it, or leave it out']);
    }
  }
  const all = given.reduce((sum, { atMost }) => sum + atMost, 0);
  if (all > MOST_ROWS)
    faults.push([given.length - 1, `makes ${all} rows in all: lower atMost to ${MOST_ROWS} together`]);
  return faults;
}

/** Every field of a template; a draft may leave any of them out. */
const fields = {
  rows,
  visibleSlots: z.int().min(1).max(50).meta({ description: 'Slots of a row seen before anybody scrolls' }),
  visibleRows: z.int().min(1).max(20).meta({ description: 'Rows seen before anybody scrolls' }),
  exploration: z.strictObject({
    share: share.meta({ description: 'Share of the slots left to chance' }),
    temperature: z.number().min(0.01).max(10).meta({ description: "In standard deviations of the row's scores" }),
    among: z.int().min(1).max(100).meta({ description: 'Best candidates that chance chooses among' }),
    floor: share.meta({ description: 'Share of what chance has to give that all of them get alike' }),
  }),
  diversity: weight.meta({ description: 'What likeness to the titles before it costs a candidate' }),
  calibration: weight.meta({ description: "What a genre costs that the page has more of than the user's taste" }),
  rowDiversity: share.meta({ description: 'What likeness to the rows above costs a row, as a share of its worth' }),
  lookahead: z
    .int()
    .min(0)
    .max(20)
    .meta({ description: 'Rows that choose first titles before those above are filled' }),
  perPerson: z
    .int()
    .min(0)
    .max(50)
    .meta({ description: 'Titles at most with one person among ten in succession; 0: no limit' }),
  mostIgnored: z
    .int()
    .min(0)
    .max(1000)
    .meta({ description: 'Times seen and left alone before a title is passed over; 0: no limit' }),
  newItems: z.strictObject({
    minimum: z.int().min(0).max(1_000_000).meta({ description: 'Impressions that every new item gets; 0: none' }),
    days: z.number().min(0).max(3650).meta({ description: 'For which an item counts as new' }),
    share: share.meta({ description: 'Of the pages, those with a slot for a new item' }),
  }),
} as const satisfies Record<keyof PageTemplate, z.ZodType>;

const template = z.strictObject(fields).meta({ id: 'PageTemplate' });

export const templateParams = z.strictObject({ surface });

export const templateDraft = z
  .strictObject({
    template: z
      .strictObject({ ...fields, exploration: fields.exploration.partial(), newItems: fields.newItems.partial() })
      .partial()
      .meta({ description: 'What is left out is as in the default of the surface' }),
    reason: text(0, 500).default('').meta({ description: 'For the audit log' }),
  })
  .meta({ id: 'PageTemplateDraft' });

export const templateDeletion = z.strictObject({
  reason: text(0, 500).default('').meta({ description: 'For the audit log' }),
});

export const storedTemplate = z
  .strictObject({
    surface,
    template,
    isDefault: z.boolean().meta({ description: 'Nobody has put another, or it was taken back' }),
    version: z.int().meta({ description: 'Grows with every change; the ETag. 0: nobody has touched it' }),
    updatedAt: answeredInstant.nullable(),
    updatedBy: z.string().nullable().meta({ description: 'Id of the key that changed it last; null: nobody did' }),
  })
  .meta({ id: 'StoredPageTemplate' });
