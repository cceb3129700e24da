import type { Context } from '../../src/context.ts';
import type { Item } from '../../src/domain/item.ts';
import { DURATION_S, itemIdOf, type PlantedPin } from './month-world.ts';

/** A good one, a bad one in the first slot, and one about as good as those around it. */
const PINS: readonly Omit<PlantedPin, 'pinNo'>[] = [
  { attraction: 2.4, position: 1, surface: 'tv', fromDay: 3, untilDay: 24 },
  { attraction: 0.2, position: 0, surface: 'web', fromDay: 5, untilDay: 27 },
  { attraction: 1.3, position: 4, surface: 'mobile', fromDay: 0, untilDay: 30 },
];
const DAY_MS = 86_400_000;

/** Stores a month's items and pins; of the pins, what is planted and their ids. */
export async function plantPins(
  { itemStore, pinStore, clock }: Pick<Context, 'itemStore' | 'pinStore' | 'clock'>,
  { items, startMs, days }: { readonly items: number; readonly startMs: number; readonly days: number },
): Promise<{ readonly pins: readonly PlantedPin[]; readonly pinIds: readonly string[] }> {
  await itemStore.upsert(Array.from({ length: items + PINS.length }, (_, item) => film(item)));
  const iso = (day: number) => new Date(startMs + day * DAY_MS).toISOString();
  const pins: PlantedPin[] = [];
  const pinIds: string[] = [];
  for (const [n, pin] of PINS.entries()) {
    const draft = {
      itemId: itemIdOf(items + n),
      rowId: 'top-picks',
      rowKind: null,
      position: pin.position,
      from: iso(pin.fromDay),
      until: iso(Math.max(pin.untilDay, days)),
      timeZone: 'UTC',
      repeat: null,
      audience: { surfaces: [pin.surface] },
      priority: 0,
      ifRowAbsent: 'withhold',
      ifWatched: 'withhold',
      enabled: true,
      note: '',
      campaign: null,
    } as const;
    const stored = await pinStore.create(draft, { atMs: clock.nowMs(), actor: 'bench', reason: '' });
    pins.push({ ...pin, pinNo: stored.pinNo });
    pinIds.push(stored.pin.pinId);
  }
  return { pins, pinIds };
}

const film = (item: number): Item => ({
  itemId: itemIdOf(item),
  type: 'film',
  title: `Film ${item}`,
  description: '',
  genres: [],
  tags: [],
  cast: [],
  directors: [],
  language: null,
  releaseDate: null,
  startsAt: null,
  endsAt: null,
  durationS: DURATION_S,
  maturity: 'kids',
  seriesId: null,
  season: null,
  episode: null,
  windows: [{ region: '*', from: null, until: null }],
  imageUrl: null,
});
