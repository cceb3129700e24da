import * as z from 'zod';
import { answeredInstant, id } from './common.ts';

export const model = z
  .strictObject({
    version: z.string(),
    state: z.enum(['candidate', 'live', 'retired', 'rejected']),
    createdAt: answeredInstant,
    promotedAt: answeredInstant.nullable(),
    manifest: z.record(z.string(), z.unknown()).meta({ description: 'What the package says of itself' }),
  })
  .meta({ id: 'Model' });

export const modelParams = z.strictObject({ version: id });
