import type { Item } from '../../../../clients/typescript/src/index.ts';

/** When an item may be shown in one region, over the time that is drawn. */
export interface RegionLicence {
  /** '*': everywhere that no other line names. */
  readonly region: string;
  readonly state: 'now' | 'later' | 'over';
  /** When that state ends, ISO 8601; null: never, or nothing comes. */
  readonly changesAt: string | null;
  /** [from, until) without overlaps, in shares 0..1 of the time drawn. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
}

export interface LicenceChart {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Where now is, 0..1. */
  readonly now: number;
  readonly regions: readonly RegionLicence[];
}

type Timed = Pick<Item, 'windows' | 'endsAt'>;

/** Region by region when it may be shown: its own windows and those for everywhere together, and none from `endsAt` on. */
export function licenceChart({ windows, endsAt }: Timed, nowMs: number): LicenceChart {
  const endMs = endsAt === null ? Number.POSITIVE_INFINITY : Date.parse(endsAt);
  const spansMs = windows.map(({ region, from, until }) => ({
    region,
    startMs: from === null ? Number.NEGATIVE_INFINITY : Date.parse(from),
    endMs: Math.min(endMs, until === null ? Number.POSITIVE_INFINITY : Date.parse(until)),
  }));
  const bounds = spansMs.flatMap(({ startMs, endMs: end }) => [startMs, end]).filter(Number.isFinite);
  const [firstMs, lastMs] = [Math.min(nowMs, ...bounds), Math.max(nowMs, ...bounds)];
  const marginMs = Math.max(MARGIN_MS, (lastMs - firstMs) * 0.08);
  const [fromMs, untilMs] = [firstMs - marginMs, lastMs + marginMs];
  const shareOf = (ms: number) => Math.min(1, Math.max(0, (ms - fromMs) / (untilMs - fromMs)));
  const regions = [...new Set(spansMs.map(({ region }) => region))].sort(byRegion).map((region): RegionLicence => {
    const own = merged(spansMs.filter((span) => span.region === region || span.region === '*'));
    const on = own.find(({ startMs, endMs: end }) => startMs <= nowMs && nowMs < end);
    const next = own.find(({ startMs }) => startMs > nowMs);
    const changesMs = on?.endMs ?? next?.startMs ?? Number.POSITIVE_INFINITY;
    return {
      region,
      state: on ? 'now' : next ? 'later' : 'over',
      changesAt: Number.isFinite(changesMs) ? new Date(changesMs).toISOString() : null,
      spans: own.map(({ startMs, endMs: end }) => ({ start: shareOf(startMs), end: shareOf(end) })),
    };
  });
  return { fromMs, untilMs, now: shareOf(nowMs), regions };
}

interface SpanMs {
  readonly startMs: number;
  readonly endMs: number;
}

function merged(spans: readonly SpanMs[]): readonly SpanMs[] {
  const out: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of [...spans].sort((a, b) => (a.startMs < b.startMs ? -1 : 1))) {
    if (startMs >= endMs) continue;
    const last = out.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else out.push({ startMs, endMs });
  }
  return out;
}

/** Everywhere first, then by code. */
const byRegion = (a: string, b: string): number => (a === '*' ? -1 : b === '*' ? 1 : a.localeCompare(b, 'en'));
const MARGIN_MS = 14 * 86_400_000;
