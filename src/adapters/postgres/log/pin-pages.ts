import type { Pool } from 'pg';
import { NOBODY } from '../../../domain/user-key.ts';
import { firstNotDrawn } from './drawn-viewers.ts';

/** Of pages d of [$2, $3): those of origin $4 on which pin $1 stood. In the words of the index decisions_by_pin. */
export const WITH_PIN = `d.served_at >= $2 AND d.served_at < $3 AND d.origin = $4
  AND 0 < ANY (d.pin_no) AND array_remove(d.pin_no, 0) @> ARRAY[$1::integer]`;

/** Of the same time and origin, those on which it did not. */
export const WITHOUT_PIN = `d.served_at >= $2 AND d.served_at < $3 AND d.origin = $4
  AND NOT d.pin_no @> ARRAY[$1::integer]`;

export type PinPagesAsked = readonly [pinNo: number, from: Date, to: Date, origin: string];

/** On how many pages it stood: up to MOST_COUNTED exactly, and about how many of more, told by those of a few viewers. */
export async function pagesWithPin(pool: Pool, asked: PinPagesAsked): Promise<number> {
  const { rows } = await pool.query<{ pages: number }>(COUNTED, [...asked, MOST_COUNTED]);
  const { pages } = rows[0]!;
  if (pages < MOST_COUNTED) return pages;
  const { rows: glanced } = await pool.query<{ pages: number }>(GLANCED, [...asked, firstNotDrawn(GLANCE)]);
  return Math.max(MOST_COUNTED, glanced[0]!.pages / GLANCE);
}

/** On about how many pages of these surfaces it did not, told by those of a few viewers. */
export async function pagesWithoutPin(pool: Pool, asked: PinPagesAsked, surfaces: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ pages: number }>(OTHERS_GLANCED, [...asked, firstNotDrawn(GLANCE), surfaces]);
  return rows[0]!.pages / GLANCE;
}

const MOST_COUNTED = 40_000;
/** Share of the viewers. */
const GLANCE = 1 / 256;

const COUNTED = `
SELECT count(*) AS pages FROM (SELECT FROM decisions d WHERE ${WITH_PIN} LIMIT $5) AS counted`;

const GLANCED_USERS = `d.user_key > '${NOBODY}'::uuid AND d.user_key < $5::uuid`;

const GLANCED = `
SELECT count(*) AS pages FROM decisions d WHERE ${WITH_PIN} AND ${GLANCED_USERS}`;

const OTHERS_GLANCED = `
SELECT count(*) AS pages FROM decisions d WHERE ${WITHOUT_PIN} AND ${GLANCED_USERS} AND d.surface = ANY ($6::text[])`;
