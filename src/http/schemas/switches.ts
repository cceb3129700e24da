import * as z from 'zod';
import { SWITCH_NAMES } from '../../domain/switches.ts';
import { answeredInstant, instant, text } from './common.ts';

/** Any text: which names there are is said by the answer to one that is not. */
export const switchParams = z.strictObject({
  name: text(1, 128).meta({
    description: 'exploration, experiments, ranker, or row: and a row kind',
    example: 'exploration',
  }),
});

export const switchDraft = z
  .strictObject({
    state: z.enum(['on', 'off']),
    until: instant
      .nullable()
      .default(null)
      .meta({ description: 'From then on it is on, as if nobody had touched it; null: until somebody says otherwise' }),
    reason: text(0, 500).default('').meta({ description: 'Said to whoever asks why. Turning off needs one' }),
  })
  .refine(({ state, reason }) => state === 'on' || reason.trim() !== '', 'reason must say why it is turned off')
  .meta({ id: 'SwitchDraft' });

export const switchShown = z
  .strictObject({
    name: z.enum(SWITCH_NAMES),
    state: z.enum(['on', 'off']).meta({ description: 'As it stands now' }),
    until: answeredInstant.nullable().meta({ description: 'null also once that time has come' }),
    reason: z.string(),
    version: z.int().meta({ description: 'Grows with every change; the ETag. 0: nobody has touched it' }),
    updatedAt: answeredInstant.nullable(),
    updatedBy: z.string().nullable().meta({ description: 'Id of the key that said so; null: nobody did' }),
  })
  .meta({ id: 'Switch' });
