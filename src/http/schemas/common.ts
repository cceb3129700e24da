import * as z from 'zod';
import { ID_PATTERN, MATURITIES } from '../../domain/item.ts';
import { SURFACES } from '../../domain/pin.ts';

/** Outside ids. */
export const id = z.string().regex(ID_PATTERN, 'must be 1 to 128 of A-Z a-z 0-9 . _ : @ -');

/** A row's id: a kind, or a kind and what it was grown from. */
export const rowId = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,160}$/, 'must be a row id such as top-picks or genre:drama')
  .meta({
    description:
      'top-picks, a row kind, or one of several rows of a kind: because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>, more-from:<person or series>, collection:<id>',
    example: 'top-picks',
  });

/** Text that every store can hold: no NUL, no half of a surrogate pair. */
export const text = (minLength: number, maxLength: number) =>
  z
    .string()
    .min(minLength)
    .max(maxLength)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be valid Unicode without NUL');

/** A time with offset; given on in UTC, to the millisecond. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be a time with offset, such as 2026-01-31T20:00:00Z' })
  .refine((value) => Date.parse(value) >= EARLIEST_MS && Date.parse(value) < LATEST_MS, 'must lie in 1900 to 9998')
  .transform((value) => new Date(value).toISOString());

/** A time as we answer it. */
export const answeredInstant = z.iso.datetime({ offset: true });

export const region = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,16}$/, 'must be a region code such as GB')
  .meta({ example: 'GB' });

export const language = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'must be a language tag such as en or pt-BR')
  .meta({ example: 'en' });

export const surface = z.enum(SURFACES);
export const maturity = z.enum(MATURITIES);

export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
  .meta({ example: 'Europe/Berlin' });

export const cursor = text(1, 512).meta({ description: 'nextCursor of the page before' });
export const limit = z.int().min(1).max(500).default(50);
export const listQuery = z.strictObject({ cursor: cursor.optional(), limit });
/** For bodies that another room judges. */
export const anyJson = z.unknown();

export const noQuery = z.strictObject({});
export const noFields = z.strictObject({});

/** `{items, nextCursor}`, as every list is answered. */
export const listOf = <S extends z.ZodType>(schema: S) =>
  z.strictObject({
    items: z.array(schema),
    nextCursor: z.string().nullable().meta({ description: 'null: this was the last page' }),
  });

const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(9999, 0, 1);
const NAMED_ZONES: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

function isTimeZone(name: string): boolean {
  if (NAMED_ZONES.has(name)) return true;
  try {
    // Older names of zones are valid and not listed. An offset such as +02:00 is not a zone that knows summer.
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
