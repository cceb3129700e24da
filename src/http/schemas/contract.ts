import * as z from 'zod';

export const contract = z
  .strictObject({
    name: z.string(),
    version: z.int().meta({ description: 'Grows with a change that breaks who relied on the one before' }),
    owner: z.string(),
    description: z.string(),
    freshness: z.strictObject({ targetS: z.number(), meaning: z.string() }),
    compatibility: z.enum(['backward', 'forward']).meta({
      description:
        'What may change within a version. backward: what was right to send stays right. forward: what is there to read stays; more may come',
    }),
    schemaId: z.string().meta({ description: 'Hash of the schema; the ETag' }),
    schema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema 2020-12 of one record' }),
  })
  .meta({ id: 'Contract' });

export const contractParams = z.strictObject({ name: z.string().max(64) });
