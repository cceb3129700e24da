import type { PinDraft, Segment } from '../../../clients/typescript/src/index.ts';

/** As pins, rules, collections and previews take it. */
export type Audience = NonNullable<PinDraft['audience']>;

/** An audience in words: "US or CA · TV · new viewers", "New viewers"; "Everyone" when there is nothing to meet. */
export function audienceText(
  audience: Audience,
  segments: readonly Pick<Segment, 'segmentId' | 'name'>[] = [],
): string {
  const { regions, surfaces, maturities, languages, newUsers, segmentIds, arms } = audience;
  const segmentName = (id: string) => segments.find(({ segmentId }) => segmentId === id)?.name ?? id;
  const parts = [
    regions && anyOf(regions),
    surfaces && anyOf(surfaces.map((surface) => SURFACE_NAMES[surface])),
    maturities && `${anyOf(maturities)} profiles`,
    languages && anyOf(languages.map(languageName)),
    newUsers !== undefined && (newUsers ? 'new viewers' : 'viewers known for longer'),
    segmentIds && `in ${anyOf(segmentIds.map(segmentName))}`,
    arms && `arm ${anyOf(arms)}`,
  ].filter((part) => typeof part === 'string');
  const text = parts.length === 0 ? 'everyone' : parts.join(' · ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The audience with a key set, or taken away where the value says nothing: no list is ever empty. */
export function withKey<Key extends keyof Audience>(audience: Audience, key: Key, value: Audience[Key]): Audience {
  const { [key]: _, ...others } = audience;
  const saysNothing = value === undefined || (Array.isArray(value) && value.length === 0);
  return saysNothing ? others : { ...others, [key]: value };
}

export const SURFACE_NAMES = { tv: 'TV', web: 'Web', mobile: 'Mobile' } as const;

/** All regions that there are, by name: "United States (US)". */
export function allRegions(): readonly { value: string; label: string }[] {
  const found: { value: string; label: string }[] = [];
  for (const first of LETTERS) {
    for (const second of LETTERS) {
      const code = first + second;
      const name = REGIONS.of(code);
      // A former code, as SU, stands for another region.
      if (name === undefined || NO_PLACES.includes(code) || new Intl.Locale(`und-${code}`).region !== code) continue;
      found.push({ value: code, label: `${name} (${code})` });
    }
  }
  return found.sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

export function languageName(tag: string): string {
  try {
    return LANGUAGES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Suggested to whoever types one; any other tag is taken as well. */
export const COMMON_LANGUAGES = [
  ...['ar', 'bn', 'cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'he', 'hi', 'hu', 'id', 'it', 'ja', 'ko', 'nl', 'no'],
  ...['pl', 'pt', 'pt-BR', 'ro', 'ru', 'sv', 'ta', 'te', 'th', 'tr', 'uk', 'vi', 'zh'],
] as const;

const anyOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const NO_PLACES: readonly string[] = ['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO'];
const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });
