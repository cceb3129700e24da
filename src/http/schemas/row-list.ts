import * as z from 'zod';
import { ROW_KINDS } from '../../domain/page.ts';
import { surface } from './common.ts';

/** A row of home pages, as an editor may name it in a pin. */
export const listedRow = z
  .strictObject({
    rowId: z.string().meta({ description: 'A row, or the part before the colon of all rows of a family' }),
    kind: z.enum(ROW_KINDS),
    isFamily: z.boolean().meta({ description: 'Stands for several rows: a pin names one of them, or all by rowKind' }),
    surfaces: z.array(
      z.strictObject({
        surface,
        place: z.enum(['top', 'free']),
        atMost: z.int().meta({ description: 'As its template says, of the entry it stands by' }),
        perPage: z.number().min(0).meta({
          description: 'Times it stood on a home page of apps, per page, over the last seven days and today, UTC',
        }),
      }),
    ),
    reach: z
      .null()
      .meta({ description: 'Share of users who get it; not known in this version: users are not counted by row' }),
  })
  .meta({ id: 'ListedRow' });
