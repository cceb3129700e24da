import * as z from 'zod';
import { PAGE_ROUTES } from '../../domain/decision.ts';
import { EVENT_TYPES, TRIGGERS } from '../../domain/event.ts';
import { ORIGINS } from '../../domain/origin.ts';
import { RUNGS, SOURCES } from '../../domain/page.ts';
import { answeredInstant } from './common.ts';

export const decisionParams = z.strictObject({
  recommendationId: z.uuid().meta({ description: 'As a page names itself, and what its impression ids begin with' }),
});

export const decisionQuery = z.strictObject({
  rescore: z.boolean().default(false).meta({
    description:
      'Also score the page again by what it was scored with. Takes as long as loading its package, one page at a time',
  }),
});

const shownItem = z.strictObject({
  itemId: z.string(),
  title: z.string().nullable().meta({ description: 'As the catalogue has it now; null: it is gone' }),
});

const outcome = z.strictObject({
  viewedAt: answeredInstant.nullable(),
  clickedAt: answeredInstant.nullable(),
  playedAt: answeredInstant.nullable(),
  portion: z.number().nullable(),
  completed: z.boolean(),
  hidden: z.boolean(),
  attribution: z.enum(['direct', 'window']).nullable().meta({
    description: 'direct: events named the impression; window: the same user and title within 24 hours',
  }),
});

const impression = shownItem.extend({
  impressionId: z.string(),
  position: z.int(),
  source: z.enum(SOURCES),
  score: z.number().meta({ description: 'The float32 that was logged, exactly; on the page it was rounded' }),
  propensity: z.number().meta({ description: 'The same' }),
  explored: z.boolean(),
  pinId: z.string().nullable().meta({ description: 'null: no pin put it there' }),
  displaced: shownItem.nullable().meta({ description: 'What that pin pushed out' }),
  outcome: outcome.nullable().meta({ description: 'null: nothing came of it, as far as is known' }),
});

const chainPage = z.strictObject({
  recommendationId: z.string(),
  servedAt: answeredInstant,
  route: z.string(),
  rowIds: z.array(z.string()),
  impressions: z.int(),
});

const event = z.strictObject({
  eventId: z.string(),
  type: z.enum(EVENT_TYPES),
  itemId: z.string().nullable(),
  occurredAt: answeredInstant,
  receivedAt: answeredInstant,
  impressionIds: z.array(z.string()),
  portion: z.number().nullable(),
  value: z.number().nullable(),
  trigger: z.enum(TRIGGERS),
});

const ranked = z.strictObject({
  score: z.number(),
  rank: z
    .int()
    .nullable()
    .meta({ description: 'By score among the compared slots of its row, from 0; null: it is none' }),
});

const rescored = z.strictObject({
  ranker: z.string().nullable().meta({ description: 'Version of the package; null: the page was made without one' }),
  reason: z.string().nullable().meta({ description: 'Why it could not be scored again; null: it could' }),
  isSame: z
    .boolean()
    .nullable()
    .meta({ description: 'No compared slot has another score, to the bit; null: none was compared' }),
  compared: z.int(),
  different: z.int(),
  largestDifference: z.number(),
  slots: z
    .array(
      z.strictObject({
        rowIndex: z.int(),
        position: z.int(),
        served: ranked,
        again: ranked.nullable(),
        missing: z.enum(['item-gone', 'not-scored']).nullable(),
      }),
    )
    .meta({ description: 'In page order' }),
  approximated: z
    .array(
      z.strictObject({ part: z.enum(['user-state', 'item-stats', 'catalogue', 'objectives']), detail: z.string() }),
    )
    .meta({ description: 'What need not be exactly what the page was scored with' }),
});

export const decision = z
  .strictObject({
    recommendationId: z.uuid(),
    parentId: z.string().nullable(),
    servedAt: answeredInstant,
    route: z.enum(PAGE_ROUTES),
    userKey: z.string().meta({ description: 'The keyed hash of the user; 32 zeros: the page was for nobody' }),
    sessionId: z.string().nullable(),
    origin: z.enum(ORIGINS),
    surface: z.string(),
    region: z.string().nullable(),
    maturity: z.string(),
    language: z.string().nullable(),
    timeZone: z.string().nullable(),
    rung: z.enum(RUNGS),
    models: z.strictObject({ retrieval: z.string().nullable(), ranker: z.string().nullable() }),
    arms: z.record(z.string(), z.string()),
    switches: z.array(z.string()).nullable().meta({ description: 'What was turned off; null: that was not noted yet' }),
    snapshotVersions: z.record(z.string(), z.number()).meta({
      description: 'Versions of the parts the page was made from; statsAtMs: when its item stats were read',
    }),
    randomSeed: z.number(),
    tookMs: z.number(),
    withheld: z
      .array(z.strictObject({ pinId: z.string(), reason: z.string() }))
      .meta({ description: 'Pins that wanted a slot and did not get it' }),
    rows: z.array(z.strictObject({ rowId: z.string(), items: z.array(impression) })),
    events: z.array(event).meta({
      description:
        'What the user did about it: events that name the page, for a week, and those on its titles that name none, for a day',
    }),
    hasMoreEvents: z.boolean().meta({ description: 'true: the first 500 are given' }),
    ancestors: z.array(chainPage).meta({ description: 'The pages that it goes on, the first of the chain first' }),
    children: z.array(chainPage).meta({ description: 'The pages that go on with it' }),
    rescored: rescored.nullable().meta({ description: 'With rescore=true' }),
  })
  .meta({ id: 'Decision' });
