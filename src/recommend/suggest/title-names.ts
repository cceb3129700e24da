import { folded } from '../../domain/folded.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { TAG_FIELDS, type TagField } from '../../domain/suggestion.ts';

/** Which titles have which genres and tags; names are folded. */
export interface TitleNames {
  /** Of all titles. */
  shareOf(field: TagField, name: string): number;
  /**
   * Whether a title with one of `own` hardly ever has the name: of a catalogue where a title has one genre, or is of a book or of an original
   * screenplay, another is not missing. What is rare itself excludes nothing.
   */
  excludes(field: TagField, own: ReadonlySet<string>, name: string): boolean;
}

/** Counted in one go. */
const PIECE = 1_024;
/** Fewer titles with the one say nothing about the other. */
const LEAST_TITLES = 20;
/** Beside the one the other is less than so many times as frequent as everywhere. */
const HARDLY_EVER = 0.1;

/** Of every title that is not withdrawn. */
export async function titleNames({ catalogue, lists }: Snapshot, pause: () => Promise<unknown>): Promise<TitleNames> {
  const titlesOf = { genres: new Map<string, Set<number>>(), tags: new Map<string, Set<number>>() };
  for (const [at, title] of lists.byUses.entries()) {
    for (const field of TAG_FIELDS) {
      for (const given of catalogue.item[title]![field]) {
        const name = folded(given);
        const titles = titlesOf[field].get(name);
        if (titles === undefined) titlesOf[field].set(name, new Set([title]));
        else titles.add(title);
      }
    }
    if (at % PIECE === PIECE - 1) await pause();
  }
  const exclusions = new Map<string, boolean>();
  const shareOf = (field: TagField, name: string): number =>
    (titlesOf[field].get(name)?.size ?? 0) / Math.max(1, lists.byUses.length);

  function isExclusive(field: TagField, one: string, other: string): boolean {
    const [ones, others] = [titlesOf[field].get(one), titlesOf[field].get(other)];
    if (ones === undefined || others === undefined || ones.size < LEAST_TITLES) return false;
    let both = 0;
    for (const title of ones) if (others.has(title)) both++;
    return both < HARDLY_EVER * ones.size * shareOf(field, other);
  }

  return {
    shareOf,
    excludes(field, own, name) {
      for (const one of own) {
        const pair = JSON.stringify([field, one, name]);
        const known = exclusions.get(pair) ?? isExclusive(field, one, name);
        exclusions.set(pair, known);
        if (known) return true;
      }
      return false;
    },
  };
}
