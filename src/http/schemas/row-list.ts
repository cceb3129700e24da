import * as z from 'zod';
import { ROW_KINDS } from '../../domain/page.ts';
import { MOST_PAGES } from '../../domain/ports/row-usage.ts';
import { surface } from './common.ts';

const COUNTED = `Of apps, over the last seven days, the newest ${MOST_PAGES} pages; null: the surface had none`;
const share = z.number().min(0).max(1).nullable();

/** A row of home pages, as an editor may name it in a pin. */
export const listedRow = z
  .strictObject({
    rowId: z.string().meta({ description: 'A row, or the part before the colon of all rows of a family' }),
    kind: z.enum(ROW_KINDS),
    title: z
      .string()
      .nullable()
      .meta({ description: 'Of a collection, as the editors wrote it; null: it is said to a user' }),
    isFamily: z.boolean().meta({ description: 'Stands for several rows: a pin names one of them, or all by rowKind' }),
    surfaces: z.array(
      z.strictObject({
        surface,
        place: z.enum(['top', 'free']),
        atMost: z.int().meta({ description: 'As its template says, of the entry it stands by' }),
        pages: share.meta({ description: `Share of home pages with it. ${COUNTED}` }),
        users: share.meta({ description: `Share of users who had it at least once. ${COUNTED}` }),
      }),
    ),
  })
  .meta({ id: 'ListedRow' });
