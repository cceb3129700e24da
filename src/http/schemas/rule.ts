import * as z from 'zod';
import { FILTER_LIMITS, parseFilter } from '../../domain/filter/parse-filter.ts';
import { DEFAULT_LIMIT, DEFAULT_STRENGTH, MOST_STRENGTH, RULE_ACTIONS, RULE_FAMILIES } from '../../domain/rule.ts';
import { TIMED_STATES } from '../../editorial/pin-state.ts';
import { audience, audiencePatch } from './audience.ts';
import { answeredInstant, instant, text, timeZone } from './common.ts';
import { repeat, repeatPatch } from './repeat.ts';

const name = text(1, 200).meta({ description: 'For people' });
const action = z.enum(RULE_ACTIONS).meta({
  description: 'boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page',
});
const filter = text(1, FILTER_LIMITS.length)
  // Throws 'invalid-filter', which says more than that a field is wrong.
  .refine((written) => parseFilter(written) !== null)
  .meta({ description: 'Which items (docs/filters.md); an episode also by its series', example: 'genre = War' });
const strength = z
  .number()
  .min(0)
  .max(MOST_STRENGTH)
  .meta({
    description:
      "Of a boost or bury: what it adds or takes off, in standard deviations of the row's scores. Those of several rules " +
      `add up to no more than ${MOST_STRENGTH}. ${DEFAULT_STRENGTH} when left out; null of a block`,
  });
const limit = z
  .number()
  .min(0)
  .max(1)
  .meta({
    description:
      'Of a boost: the share of the slots seen before scrolling that boosts may fill beyond what they would have had, ' +
      `all rules together. ${DEFAULT_LIMIT} when left out; null of anything else`,
  });
const rows = z
  .array(z.enum(RULE_FAMILIES))
  .min(1)
  .refine((given) => new Set(given).size === given.length, 'must name each family once')
  .meta({
    description: 'Families of rows that a boost or bury is for; null: all that are ordered by score. null of a block',
  });
const note = text(0, 2000);

/** A rule as it is made. */
export const ruleDraft = z
  .strictObject({
    name,
    action,
    filter,
    audience: audience.default({}),
    strength: strength.nullable().default(null),
    limit: limit.nullable().default(null),
    from: instant.nullable().default(null),
    until: instant.nullable().default(null),
    timeZone: timeZone.default('UTC'),
    repeat: repeat.nullable().default(null),
    rows: rows.nullable().default(null),
    enabled: z.boolean().default(true),
    note: note.default(''),
  })
  .refine((rule) => rule.action !== 'block' || rule.strength === null, {
    path: ['strength'],
    message: 'is for boost and bury: a block has none',
  })
  .refine((rule) => rule.action === 'boost' || rule.limit === null, {
    path: ['limit'],
    message: 'is for boost: nothing else can drown a page',
  })
  .refine((rule) => rule.action !== 'block' || rule.rows === null, {
    path: ['rows'],
    message: 'is for boost and bury: a block is for all rows',
  })
  .refine(({ from, until }) => from === null || until === null || Date.parse(from) < Date.parse(until), {
    path: ['until'],
    message: 'must be later than from',
  })
  .meta({ id: 'RuleDraft' });

/** A merge patch of a rule: null sets a field back to its default. */
export const rulePatch = z
  .strictObject({
    name,
    action,
    filter,
    audience: audiencePatch.nullable(),
    strength: strength.nullable(),
    limit: limit.nullable(),
    from: instant.nullable(),
    until: instant.nullable(),
    timeZone: timeZone.nullable(),
    repeat: repeatPatch.nullable(),
    rows: rows.nullable(),
    enabled: z.boolean().nullable(),
    note: note.nullable(),
  })
  .partial()
  .meta({ id: 'RulePatch' });

/** Its fields as they are answered. */
export const ruleFields = {
  name: z.string(),
  action,
  filter: z.string(),
  audience,
  strength: strength.nullable(),
  limit: limit.nullable(),
  from: answeredInstant.nullable(),
  until: answeredInstant.nullable(),
  timeZone: z.string(),
  repeat: repeat.nullable(),
  rows: z.array(z.enum(RULE_FAMILIES)).nullable(),
  enabled: z.boolean(),
  note: z.string(),
  state: z.enum(TIMED_STATES).meta({
    description:
      'draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no time left',
  }),
  matches: z.int().nullable().meta({
    description: 'Items that it is about now, whoever may see them; null: not known, the catalogue is not loaded yet',
  }),
};
