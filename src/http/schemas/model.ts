import * as z from 'zod';
import { REFUSAL_REASONS } from '../../domain/model-refusal.ts';
import { SIGNATURE_STATUSES } from '../../domain/model-signature.ts';
import { answeredInstant, id, text } from './common.ts';

const fields = {
  version: z.string(),
  state: z.enum(['candidate', 'live', 'retired', 'rejected']),
  createdAt: answeredInstant,
  promotedAt: answeredInstant.nullable(),
  manifest: z.record(z.string(), z.unknown()).meta({ description: 'What the package says of itself' }),
};

export const model = z.strictObject(fields).meta({ id: 'Model' });

export const modelDetails = z
  .strictObject({
    ...fields,
    previousVersion: z.string().nullable().meta({ description: 'Where a rollback goes while this one is live' }),
    verdict: z
      .strictObject({
        passed: z.boolean(),
        reason: z.string(),
        details: z.record(z.string(), z.unknown()).meta({ description: 'What was compared, as far as it was kept' }),
      })
      .nullable()
      .meta({ description: 'What the gate said; null: it was not asked' }),
    signature: z
      .strictObject({ status: z.enum(SIGNATURE_STATUSES), keyId: z.string().nullable() })
      .meta({ description: 'Of the files on the replica that answers; keyId is set where the status is valid' }),
    refusals: z
      .array(z.strictObject({ reason: z.enum(REFUSAL_REASONS), detail: z.string(), refusedAt: answeredInstant }))
      .meta({ description: 'Why replicas did not load it, the last time of each reason, newest first' }),
  })
  .meta({ id: 'ModelDetails' });

export const modelParams = z.strictObject({ version: id });

/** What promote and rollback take. */
export const modelAction = z
  .strictObject({ reason: text(0, 500).default('').meta({ description: 'For the audit log' }) })
  .meta({ id: 'ModelAction' });
