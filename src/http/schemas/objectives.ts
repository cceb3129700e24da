import * as z from 'zod';
import { HEADS } from '../../domain/objectives.ts';
import { answeredInstant, text } from './common.ts';

const weight = z.number().min(-1).max(1);

const weights = z
  .strictObject({ click: weight, play: weight, portion: weight, complete: weight, hide: weight })
  .refine((given) => HEADS.some((head) => given[head] !== 0), 'at least one weight must not be 0')
  .meta({
    id: 'Objectives',
    description:
      'score = sum of weight x head / sum of |weight|, over the heads that the live ranker has learned (its manifest names them); one weight at least is not 0',
    example: { click: 0.1, play: 1, portion: 0.5, complete: 0.5, hide: -1 },
  });

export const objectivesDraft = z
  .strictObject({ weights, reason: text(0, 500).default('').meta({ description: 'For the audit log' }) })
  .meta({ id: 'ObjectivesDraft' });

export const objectives = z
  .strictObject({
    weights,
    version: z.int().meta({ description: 'Grows with every change; the ETag. 0: nobody has set any' }),
    updatedAt: answeredInstant.nullable(),
    updatedBy: z.string().nullable().meta({ description: 'Id of the key that set them; null: nobody did' }),
  })
  .meta({ id: 'StoredObjectives' });
