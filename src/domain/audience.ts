import type { Maturity } from './item.ts';

export const SURFACES = ['tv', 'web', 'mobile'] as const;
export type Surface = (typeof SURFACES)[number];

/** Whom something is for, the same wherever an audience is named: AND across keys, OR within one; {} is everyone. */
export interface Audience {
  readonly regions?: readonly string[];
  readonly surfaces?: readonly Surface[];
  /** What the profile may see at most; exactly these, not what is below them. */
  readonly maturities?: readonly Maturity[];
  /** Language ranges: `pt` is met by pt and pt-BR, `pt-BR` by pt-BR alone (RFC 4647, 3.3.1, basic filtering). */
  readonly languages?: readonly string[];
  /** true: users who have played, completed or rated fewer than 5 times; false: all the others who are known. */
  readonly newUsers?: boolean;
  /** Users in any of these segments (domain/segment.ts). */
  readonly segmentIds?: readonly string[];
  /** Users in any of these arms of experiments, each as `<experimentKey>:<armKey>`. */
  readonly arms?: readonly string[];
}

/** What is known of whoever a page is for. null: not known. A page request has them. */
export interface AudienceFacts {
  readonly region: string | null;
  readonly surface: Surface;
  readonly maturity: Maturity;
  readonly language: string | null;
  /** Absent or null: nobody is named, or the user's state could not be read. */
  readonly isNewUser?: boolean | null;
  /** Whether they are in a stored segment; false also where that is not known. Absent: in none. */
  readonly isInSegment?: (segmentId: string) => boolean;
  /** The arm they are in, by experiment. Absent: in none. */
  readonly arms?: Readonly<Record<string, string>>;
}

/** Whether the audience has them in it. A key whose answer is not known is not met. */
export function isInAudience(audience: Audience, facts: AudienceFacts): boolean {
  const { regions, surfaces, maturities, languages, newUsers, segmentIds, arms } = audience;
  return (
    (regions === undefined || (facts.region !== null && regions.includes(facts.region))) &&
    (surfaces === undefined || surfaces.includes(facts.surface)) &&
    (maturities === undefined || maturities.includes(facts.maturity)) &&
    (languages === undefined || (facts.language !== null && speaksOneOf(languages, facts.language))) &&
    (newUsers === undefined || newUsers === facts.isNewUser) &&
    (arms === undefined || arms.some((arm) => isInArm(arm, facts.arms))) &&
    // Last: it alone costs anything.
    (segmentIds === undefined || segmentIds.some((id) => facts.isInSegment?.(id) === true))
  );
}

/** Whether somebody could be in both. Segments overlap as they will, and a user is in arms of many experiments: neither tells audiences apart. */
export function audiencesMeet(a: Audience, b: Audience): boolean {
  return (
    haveCommon(a.regions, b.regions) &&
    haveCommon(a.surfaces, b.surfaces) &&
    haveCommon(a.maturities, b.maturities) &&
    languagesMeet(a.languages, b.languages) &&
    (a.newUsers === undefined || b.newUsers === undefined || a.newUsers === b.newUsers)
  );
}

const haveCommon = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === undefined || b === undefined || a.some((value) => b.includes(value));

/** Two ranges have a tag in common exactly when one is within the other. */
const languagesMeet = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === undefined ||
  b === undefined ||
  a.some((range) => speaksOneOf(b, range) || b.some((one) => isWithin(range, one)));

/** Whether a tag is within one of the ranges. */
export const speaksOneOf = (ranges: readonly string[], tag: string): boolean =>
  ranges.some((range) => isWithin(range, tag));

function isWithin(range: string, tag: string): boolean {
  const [wanted, given] = [range.toLowerCase(), tag.toLowerCase()];
  return given === wanted || given.startsWith(`${wanted}-`);
}

const isInArm = (arm: string, arms: AudienceFacts['arms'] = {}): boolean =>
  Object.entries(arms).some(([experimentKey, armKey]) => arm === `${experimentKey}:${armKey}`);
