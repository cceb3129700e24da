import * as z from 'zod';
import { compileUserFilter } from '../../domain/filter/compile-user-filter.ts';
import { FILTER_LIMITS } from '../../domain/filter/parse-filter.ts';
import { text } from './common.ts';

const name = text(1, 200).meta({ description: 'For people; audiences name the segment by its id' });
const filter = text(1, FILTER_LIMITS.length)
  // Throws 'invalid-filter', which says more than that a field is wrong.
  .refine((written) => compileUserFilter(written) !== null)
  .meta({
    description:
      'Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a user meets nothing',
    example: 'label = vip or plays >= 20 and daysSincePlay < 7',
  });
const note = text(0, 2000);

export const segmentFields = { name: z.string(), filter: z.string(), note: z.string() };

/** A segment as it is sent. */
export const segmentDraft = z.strictObject({ name, filter, note: note.default('') }).meta({ id: 'SegmentDraft' });

export const segmentPatch = z
  .strictObject({ name, filter, note: note.nullable() })
  .partial()
  .meta({ id: 'SegmentPatch' });
