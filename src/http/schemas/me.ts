import * as z from 'zod';
import { ORIGINS } from '../../domain/origin.ts';
import { ROLES } from '../../domain/ports/key-store.ts';

export const me = z
  .strictObject({
    actor: z.strictObject({
      id: z.string().meta({ description: 'As `actor` of the audit: the id of a key, or oidc: and the id of a person' }),
      name: z.string().meta({ description: 'For people to read; may be empty' }),
    }),
    roles: z
      .array(z.enum(ROLES))
      .min(1)
      .meta({ description: 'One of a key; of a person all that their groups have. Admin may all' }),
    origin: z.enum(ORIGINS).meta({ description: "What this caller's pages and events are counted as" }),
  })
  .meta({ id: 'Me' });
