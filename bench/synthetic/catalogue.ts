import { type Random, seededRandom } from '../../src/domain/clock.ts';
import type { Item, LicenceWindow } from '../../src/domain/item.ts';
import { GENRES, type Tastes } from './tastes.ts';

const DAY_MS = 86_400_000;

/** As many titles as there are tastes for: films and series with people, dates back to 1960, and licences of every kind. */
export function syntheticItems(tastes: Tastes, nowMs: number, seed: number): Item[] {
  const random = seededRandom(seed);
  const person = (): string => `Person ${Math.floor(random() ** 2 * tastes.items)}`;
  return Array.from({ length: tastes.items }, (_, item): Item => {
    const isSeries = random() < 0.15;
    return {
      itemId: itemIdOf(item),
      type: isSeries ? 'series' : 'film',
      title: `Title number ${item}`,
      description: 'Somebody wants something, somebody else does not want it to happen, and neither sees it coming.',
      genres: tastes.genresOf[item]!.map((genre) => GENRES[genre]!),
      tags: [],
      cast: [person(), person(), person()],
      directors: [person()],
      language: random() < 0.7 ? 'en' : 'de',
      releaseDate: random() < 0.97 ? dateOf(nowMs - random() ** 2 * 60 * 365 * DAY_MS) : null,
      startsAt: null,
      endsAt: null,
      durationS: isSeries ? null : 4800 + Math.floor(random() * 4800),
      maturity: random() < 0.1 ? 'kids' : random() < 0.5 ? 'teen' : 'adult',
      seriesId: null,
      season: null,
      episode: null,
      windows: windows(nowMs, random),
      imageUrl: `https://images.example/${item}.jpg`,
    };
  });
}

export const itemIdOf = (item: number): string => `title-${item}`;

/** Most are licensed everywhere, some in two regions, some for a time; a few are over or have not begun. */
function windows(nowMs: number, random: Random): LicenceWindow[] {
  const fromNow = (days: number): string => new Date(nowMs + days * DAY_MS).toISOString();
  const kind = random();
  if (kind < 0.8) return [{ region: '*', from: null, until: null }];
  if (kind < 0.9) return ['GB', 'DE'].map((region) => ({ region, from: null, until: null }));
  if (kind < 0.96) return [{ region: '*', from: fromNow(-100), until: fromNow(1 + 300 * random()) }];
  if (kind < 0.98) return [{ region: '*', from: null, until: fromNow(-1) }];
  return [{ region: '*', from: fromNow(1 + 30 * random()), until: null }];
}

const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
