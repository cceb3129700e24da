import * as z from 'zod';
import { answeredInstant, anyJson, instant, limit, text } from './common.ts';

const entryId = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/, 'must be the id of a change, as GET /v1/audit lists them')
  .meta({ example: '17' });

export const auditQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/, 'must be nextCursor of the page before')
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
  limit,
  object: text(1, 256).optional().meta({ description: 'What was changed, whole: switch:ranker, template:tv' }),
  action: text(1, 64).optional().meta({ description: 'How the action begins: template. is all of templates' }),
  actor: text(1, 300)
    .optional()
    .meta({ description: 'Id of the key or person (oidc:...) that asked, command, or training' }),
  from: instant.optional().meta({ description: 'Made at this time or later' }),
  to: instant.optional().meta({ description: 'Made before this time' }),
});

export const auditParams = z.strictObject({ id: entryId });

export const undoDraft = z.strictObject({
  reason: text(0, 500).default('').meta({ description: 'For the audit log, and for whoever reads it' }),
});

export const auditEntry = z
  .strictObject({
    id: entryId,
    at: answeredInstant,
    actor: z
      .strictObject({
        id: z.string().meta({
          description: 'Of the key or person (oidc:...); command: the command line; training: the service itself',
        }),
        name: z.string().nullable().meta({ description: 'null: there is no such key or person' }),
      })
      .meta({ description: 'Who asked' }),
    action: z.string().meta({ example: 'template.put' }),
    object: z.string().meta({ example: 'template:tv' }),
    before: anyJson.meta({ description: 'null: it was not there, or as by default' }),
    after: anyJson.meta({ description: 'null: it is gone, or as by default' }),
    reason: z.string(),
    undoes: entryId.nullable().meta({ description: 'The change that this one took back' }),
    undoneBy: entryId.nullable().meta({ description: 'The change that took this one back' }),
  })
  .meta({ id: 'AuditEntry' });
