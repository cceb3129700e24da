import * as z from 'zod';
import { ROW_KINDS } from '../../domain/page.ts';
import { PIN_STATES } from '../../editorial/pin-state.ts';
import { audience, audiencePatch } from './audience.ts';
import { answeredInstant, id, instant, listQuery, rowId, text, timeZone } from './common.ts';
import { reach } from './reach.ts';
import { repeat, repeatPatch } from './repeat.ts';

const position = z.int().min(0).max(999).meta({ description: 'Slot number from 0' });
const priority = z.int().min(-1_000_000).max(1_000_000).meta({
  description: 'Higher wins where two pins want one slot; then the older one',
});
const ifRowAbsent = z.enum(['withhold', 'insert']);
const ifWatched = z.enum(['withhold', 'show']);
const note = text(0, 2000);
const campaign = text(1, 128).meta({ description: 'What the pin belongs to, in your own words; to list by' });

/** A pin as it is made. */
export const pinDraft = z
  .strictObject({
    itemId: id,
    rowId: rowId.nullable().default(null),
    rowKind: z.enum(ROW_KINDS).nullable().default(null),
    position,
    from: instant,
    until: instant,
    timeZone: timeZone.default('UTC'),
    repeat: repeat.nullable().default(null),
    audience: audience.default({}),
    priority: priority.default(0),
    ifRowAbsent: ifRowAbsent.default('withhold'),
    ifWatched: ifWatched.default('withhold'),
    enabled: z.boolean().default(true),
    note: note.default(''),
    campaign: campaign.nullable().default(null),
  })
  .refine((pin) => (pin.rowId === null) !== (pin.rowKind === null), {
    path: ['rowId'],
    message: 'exactly one of rowId and rowKind must be given',
  })
  .refine((pin) => Date.parse(pin.from) < Date.parse(pin.until), {
    path: ['until'],
    message: 'must be later than from',
  })
  .meta({ id: 'PinDraft' });

/** A merge patch of a pin: null sets a field back to its default. */
export const pinPatch = z
  .strictObject({
    itemId: id,
    rowId: rowId.nullable(),
    rowKind: z.enum(ROW_KINDS).nullable(),
    position,
    from: instant,
    until: instant,
    timeZone: timeZone.nullable(),
    repeat: repeatPatch.nullable(),
    audience: audiencePatch.nullable(),
    priority: priority.nullable(),
    ifRowAbsent: ifRowAbsent.nullable(),
    ifWatched: ifWatched.nullable(),
    enabled: z.boolean().nullable(),
    note: note.nullable(),
    campaign: campaign.nullable(),
  })
  .partial()
  .meta({ id: 'PinPatch' });

const state = z.enum(PIN_STATES).meta({
  description:
    'draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left; withdrawn: removed; awaiting-approval: the newest version waits for another editor',
});

const answeredFields = {
  itemId: z.string(),
  rowId: z.string().nullable(),
  rowKind: z.enum(ROW_KINDS).nullable(),
  position: z.int(),
  from: answeredInstant,
  until: answeredInstant,
  timeZone: z.string(),
  repeat: repeat.nullable(),
  audience,
  priority: z.int(),
  ifRowAbsent,
  ifWatched,
  enabled: z.boolean(),
  note: z.string(),
  campaign: z.string().nullable(),
};

const approval = z
  .strictObject({
    state: z.enum(['awaiting', 'approved', 'rejected']),
    version: z.int().meta({ description: 'Of the pin: the version that waits, or was judged' }),
    changedBy: z
      .array(z.string())
      .meta({ description: 'Keys and people who had a part in it: they may not approve it' }),
    by: z.string().nullable().meta({ description: 'Who judged it; null: nobody did yet' }),
    at: answeredInstant.meta({ description: 'When it was judged, or came to wait' }),
    note: z.string().meta({ description: 'Of who judged it' }),
    standing: z
      .strictObject(answeredFields)
      .nullable()
      .meta({ description: 'While it waits, what pages have; null: nothing' }),
  })
  .meta({ id: 'PinApproval' });

export const pin = z
  .strictObject({
    pinId: z.string().nullable().meta({ description: 'null: only validated' }),
    ...answeredFields,
    state,
    approval: approval.nullable().meta({ description: 'null: nobody is asked (PINS_NEED_APPROVAL)' }),
    version: z.int().meta({ description: 'Grows with every change; the ETag. 0: only validated' }),
    createdAt: answeredInstant,
    updatedAt: answeredInstant,
  })
  .meta({ id: 'Pin' });

export const pinAnswer = z
  .strictObject({
    pin,
    warnings: z.array(z.strictObject({ code: z.string(), detail: z.string(), pinId: z.string().optional() })),
    effective: z.array(z.strictObject({ region: z.string(), from: answeredInstant, until: answeredInstant })).meta({
      description: 'When and where the item may be shown by this pin: [from, until) within its licence windows',
    }),
    reach: reach.nullable(),
  })
  .meta({ id: 'PinAnswer' });

/** Which pins a list has; all that are given must hold. */
export const pinsQuery = listQuery.extend({
  state: state.optional().meta({ description: 'Absent: all but the withdrawn ones' }),
  rowId: rowId.optional().meta({ description: 'Pins that name this row; not those that name its kind' }),
  itemId: id.optional(),
  campaign: campaign.optional(),
});
export const pinDeletion = z.strictObject({
  reason: text(0, 2000).default('').meta({ description: 'For the audit log' }),
});
export const pinApproval = z
  .strictObject({ note: text(0, 2000).default('').meta({ description: 'For the audit log, and who made it' }) })
  .meta({ id: 'PinApprovalRequest' });
export const pinRejection = z
  .strictObject({ reason: text(1, 2000).meta({ description: 'For the audit log, and who made it' }) })
  .meta({ id: 'PinRejectionRequest' });
export const pinParams = z.strictObject({ pinId: id });
export const validateOnlyQuery = z.strictObject({
  validateOnly: z.boolean().default(false).meta({ description: 'true: answers as if, and stores nothing' }),
});
