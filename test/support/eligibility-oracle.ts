import type { StoredItem } from '../../src/domain/item.ts';

/**
 * Who may see what, told from the items as they were put and the words of the contract alone: nothing here reads the catalogue's columns or
 * any code of the service.
 */
export interface EligibilityOracle {
  /** What is wrong with showing the item to the audience at the time; null: nothing. */
  objection(itemId: string, audience: OracleAudience, nowMs: number): string | null;
  /** What is wrong with naming it, as the title a row was grown from: an expired licence does not matter. */
  objectionToName(itemId: string, audience: OracleAudience): string | null;
  /** The item's series if it has one in the catalogue, else itself. */
  titleOf(itemId: string): string;
}

export interface OracleAudience {
  /** null: nobody said. */
  readonly region: string | null;
  readonly maturity: string;
}

export const LEVELS: readonly string[] = ['kids', 'teen', 'adult'];

export function createEligibilityOracle(items: readonly StoredItem[]): EligibilityOracle {
  const byId = new Map(items.map((stored) => [stored.item.itemId, stored]));

  function titleOf(itemId: string): string {
    const { item } = byId.get(itemId)!;
    const series = item.type === 'series' || item.seriesId === null ? undefined : byId.get(item.seriesId);
    return series?.item.type === 'series' ? series.item.itemId : itemId;
  }

  function objectionToName(itemId: string, audience: OracleAudience): string | null {
    const stored = byId.get(itemId);
    if (stored === undefined) return 'is not in the catalogue';
    if (stored.blocked) return 'is blocked';
    if (stored.deleted) return 'is deleted';
    return LEVELS.indexOf(stored.item.maturity) > LEVELS.indexOf(audience.maturity) ? 'is too mature' : null;
  }

  function objectionToItem(itemId: string, audience: OracleAudience, nowMs: number): string | null {
    const unnamed = objectionToName(itemId, audience);
    if (unnamed !== null) return unnamed;
    const { item } = byId.get(itemId)!;
    if (item.endsAt !== null && momentOf(item.endsAt) <= nowMs) return 'is over';
    const isOpen = item.windows.some(
      ({ region, from, until }) =>
        (region === '*' || region === audience.region) &&
        (from === null || momentOf(from) <= nowMs) &&
        (until === null || nowMs < momentOf(until)),
    );
    return isOpen ? null : 'has no licence there and then';
  }

  return {
    titleOf,
    objectionToName,
    objection(itemId, audience, nowMs) {
      const own = objectionToItem(itemId, audience, nowMs);
      if (own !== null) return own;
      const title = titleOf(itemId);
      const ofSeries = title === itemId ? null : objectionToItem(title, audience, nowMs);
      return ofSeries && `belongs to a series that ${ofSeries}`;
    },
  };
}

/** RFC 3339 by its fields, not by what the service reads times with. */
export function momentOf(time: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{3})\d*)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(
    time,
  )!;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, ...number[]];
  const utcMs = Date.UTC(year, month! - 1, day, hour, minute, second, Number(match[7] ?? 0));
  if (match[8] === undefined) return utcMs;
  const offsetMs = (Number(match[9]) * 60 + Number(match[10])) * 60_000;
  return match[8] === '+' ? utcMs - offsetMs : utcMs + offsetMs;
}

/** A moment as somebody in another time zone writes it. */
export function writtenAt(atMs: number, offsetMinutes: number): string {
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const two = (number: number): string => String(number).padStart(2, '0');
  const away = Math.abs(offsetMinutes);
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}
