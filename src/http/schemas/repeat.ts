import * as z from 'zod';
import { WEEKDAYS } from '../../domain/repeat.ts';

const repeatFields = {
  days: z.array(z.enum(WEEKDAYS)).min(1).max(7),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 18:00'),
  until: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day such as 22:30, or 24:00'),
};
/** When within its time something stands, as editors send it and as it is answered. */
export const repeat = z
  .strictObject(repeatFields)
  .refine(({ from, until }) => from !== until, { path: ['until'], message: 'must not be the same as from' })
  .meta({
    description:
      'Every week on these days while clocks of timeZone show a time in [from, until); an until before from is of the next day. null: all of the time',
    example: { days: ['fri'], from: '18:00', until: '24:00' },
  });

/** A merge patch of it. */
export const repeatPatch = z.strictObject(repeatFields).partial();
