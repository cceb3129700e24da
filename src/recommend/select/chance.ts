import type { Exploration } from '../../domain/page-template.ts';
import { isOff } from '../../domain/switches.ts';
import type { PageContext } from '../page-context.ts';

/** What a number is drawn for: two draws of one slot must not tell of each other. */
export const DRAWS = { slot: 0, newItem: 0x2545_f491 } as const;

/**
 * A uniform number in [0, 1) that follows from the page's random seed, the row and the slot alone (finaliser of MurmurHash3, Austin
 * Appleby, public domain). Keyed, not streamed: what is drawn for one slot does not move when another row or slot comes or goes.
 */
export function keyedChance(randomSeed: number, rowKey: number, slot: number, draw: number): number {
  const place = mixed((rowKey + Math.imul(slot + 1, 0x9e37_79b9)) ^ draw);
  return mixed(mixed(randomSeed ^ place) + rowKey) / 4_294_967_296;
}

/** A row's part of the key: the hash (FNV-1a) of its id. */
export function rowKeyOf(rowId: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < rowId.length; at++) hash = Math.imul(hash ^ rowId.charCodeAt(at), 0x0100_0193);
  return hash >>> 0;
}

/** What chance may do on this page; null: nothing. */
export function explorationOf({ template, snapshot, nowMs }: PageContext): Exploration | null {
  const { exploration } = template;
  return exploration.share <= 0 || isOff(snapshot.switches, 'exploration', nowMs) ? null : exploration;
}

function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
