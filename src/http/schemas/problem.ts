import * as z from 'zod';
import { ERROR_CODES } from '../../domain/errors.ts';

/** Every error (RFC 9457). */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(ERROR_CODES),
    detail: z.string().meta({ description: 'What to do, in a sentence' }),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
