import * as z from 'zod';
import { MAX_RATE_PER_S, parseRate } from '../../domain/api-key.ts';
import { ORIGINS } from '../../domain/origin.ts';
import { ROLES } from '../../domain/ports/key-store.ts';
import { answeredInstant, id, text } from './common.ts';

/** What a key is made from. Imported history comes by command, so no key has that origin. */
export const keyDraft = z
  .strictObject({
    role: z.enum(ROLES),
    name: text(0, 200).default(''),
    origin: z.enum(['app', 'simulate', 'test']).default('app'),
    rate: z
      .union([z.int().min(1).max(MAX_RATE_PER_S), z.string()])
      .nullable()
      .default(null)
      .transform((given, context) => {
        const ratePerS = typeof given === 'string' ? parseRate(given) : given;
        if (typeof given !== 'string' || ratePerS !== null) return ratePerS;
        context.addIssue({ code: 'custom', message: 'must be requests a second, such as "50/s"' });
        return z.NEVER;
      })
      .meta({ description: 'Requests a second, such as "50/s"; no limit when absent', example: '50/s' }),
  })
  .meta({ id: 'KeyDraft' });

/** A key without its secret. */
export const apiKey = z
  .strictObject({
    keyId: z.string(),
    role: z.enum(ROLES),
    name: z.string(),
    origin: z.enum(ORIGINS),
    createdAt: answeredInstant,
    revokedAt: answeredInstant.nullable(),
    rate: z.string().nullable().meta({ description: 'Such as 50/s; null: no limit' }),
  })
  .meta({ id: 'Key' });

export const createdKey = apiKey
  .extend({ key: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedKey' });

export const keyParams = z.strictObject({ keyId: id });
