import * as z from 'zod';
import { ORIGINS } from '../../domain/origin.ts';
import { REPORTS } from '../../reports/registry.ts';
import { COMPARES } from '../../reports/report.ts';
import { answeredInstant, instant, text, timeZone } from './common.ts';

export const reportParams = z.strictObject({
  report: text(1, 64).meta({ description: `One of ${REPORTS.map(({ name }) => name).join(', ')}`, example: 'ctr' }),
});

export const reportQuery = z.strictObject({
  from: instant.optional().meta({ description: 'Pages served at this time or later; 7 days before `to` when absent' }),
  to: instant.optional().meta({ description: 'Pages served before this time; now when absent' }),
  by: z
    .array(text(1, 64))
    .max(16)
    .default([])
    .meta({
      description: `What rows are told apart by, separated by commas; each report takes its own: ${REPORTS.map(({ name, dimensions }) => `${name}: ${dimensions.join(', ')}`).join('; ')}. Nothing: one row`,
      example: ['day'],
    }),
  only: z
    .array(text(1, 160))
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: `Rows of these alone, with the numbers that the whole report has: ${REPORTS.filter(({ of }) => of)
        .map(({ name, of }) => `${name}: ids of ${of!.join(', ') || 'what `by` begins with'}`)
        .join('; ')}`,
      example: ['top-picks'],
    }),
  tz: timeZone.default('UTC').meta({ description: 'Where days begin at midnight; an IANA name' }),
  compare: z.enum(COMPARES).optional().meta({
    description:
      'Adds another time and what changed since, with its interval: `previous`, the time of the same length just before; `week`, the same weekdays and hours the fewest whole weeks before that keep the two apart',
  }),
  origin: z.enum(ORIGINS).default('app'),
});

const metric = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    unit: z.string(),
    direction: z.enum(['up', 'down', 'neutral']).meta({ description: 'Which way is better' }),
    owner: z.string(),
    kind: z.enum(['count', 'sum', 'mean', 'ratio', 'statistic']),
    definition: z.string(),
    sql: z.string(),
    numerator: z.string().optional(),
    denominator: z.string().optional(),
    isShare: z.boolean().optional().meta({ description: 'Of a ratio: it never exceeds 1' }),
    per: z.number().optional().meta({ description: 'Of a ratio: told per so many of the denominator' }),
  })
  .meta({ id: 'Metric' });

export const reportAnswer = z
  .strictObject({
    report: z.string(),
    from: answeredInstant,
    to: answeredInstant,
    by: z.array(z.string()),
    tz: z.string(),
    origin: z.enum(ORIGINS),
    columns: z.array(z.string()).meta({ description: 'Names of the columns, in their order' }),
    rows: z
      .array(z.record(z.string(), z.unknown()))
      .meta({ description: 'By column: numbers, texts, null; <ratio>_ci95 is [low, high]. All there are, in order' }),
    definition: z.strictObject({
      title: z.string(),
      metrics: z.array(metric).meta({ description: 'What each measured column means' }),
      notes: z
        .array(z.string())
        .meta({ description: 'Where the numbers are from, and what is not as one might expect' }),
    }),
    sql: z.string().meta({ description: 'Run with the rights of an analyst it returns these rows' }),
  })
  .meta({ id: 'ReportAnswer' });
