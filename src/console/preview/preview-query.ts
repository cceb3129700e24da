import type { PreviewPin, PreviewRequest } from '../../../clients/typescript/src/index.ts';
import type { Audience } from '../parts/audience-text.ts';

export type Surface = NonNullable<PreviewRequest['surface']>;
export type Show = 'with' | 'without' | 'both';

/** All that the view shows, as its address has it: whose page, where, when, and what of it is open. */
export interface PreviewQuery {
  /** Whose page; null: of somebody without history in the audience. */
  readonly userId: string | null;
  readonly audience: Audience;
  readonly surface: Surface;
  /** null: only what is licensed everywhere. */
  readonly region: string | null;
  /** ISO 8601; null: now. */
  readonly at: string | null;
  readonly show: Show;
  /** The slot whose reasons are open, and on which of the two pages. */
  readonly why: (SlotPlace & { readonly side: Side }) | null;
}

/** The page with drafts, or the one without. */
export type Side = 'with' | 'without';

export interface SlotPlace {
  readonly rowId: string;
  /** From 0. */
  readonly position: number;
}

/** What an address says; whatever in it cannot be read is as if it were not there. */
export function queryOf(parameters: URLSearchParams): PreviewQuery {
  const userId = parameters.get('user');
  const at = parameters.get('at');
  return within({
    userId: userId === '' ? null : userId,
    audience: audienceOf(parameters.get('audience')),
    surface: oneOf(SURFACES, parameters.get('surface')) ?? SURFACES[0],
    region: /^[A-Z]{2}$/.test(parameters.get('region') ?? '') ? parameters.get('region') : null,
    at: at !== null && !Number.isNaN(Date.parse(at)) ? new Date(at).toISOString() : null,
    show: oneOf(SHOWS, parameters.get('show')) ?? 'with',
    why: placeOf(parameters.get('why'), parameters.get('side') === 'without' ? 'without' : 'with'),
  });
}

/** What is as by default is not said. */
export function parametersOf({ userId, audience, surface, region, at, show, why }: PreviewQuery): URLSearchParams {
  const said: Record<string, string | null> = {
    user: userId,
    audience: Object.keys(audience).length === 0 ? null : JSON.stringify(audience),
    surface: surface === SURFACES[0] ? null : surface,
    region,
    at,
    show: show === 'with' ? null : show,
    why: why && `${why.rowId}.${why.position}`,
    side: why?.side === 'without' ? 'without' : null,
  };
  return new URLSearchParams(Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The query with surface and region within its audience, where that names some: the service refuses others. */
export function within(query: PreviewQuery): PreviewQuery {
  if (query.userId !== null) return query;
  const { surfaces, regions } = query.audience;
  const surface = surfaces && !surfaces.includes(query.surface) ? surfaces[0]! : query.surface;
  const region = regions && !regions.includes(query.region ?? '') ? regions[0]! : query.region;
  return { ...query, surface, region };
}

/** A moment that is over by more than clocks may differ is now: the past is in the log, not here. */
export function isOver({ at }: PreviewQuery, nowMs: number): boolean {
  return at !== null && Date.parse(at) < nowMs - 240_000;
}

export function requestOf(
  query: PreviewQuery,
  pins: readonly PreviewPin[],
  timeZone: string,
  nowMs: number,
): PreviewRequest {
  const { userId, audience, surface, region, at } = query;
  return {
    ...(userId === null ? { audience } : { userId }),
    surface,
    ...(region !== null && { region }),
    ...(at !== null && !isOver(query, nowMs) && { at }),
    timeZone,
    rows: 12,
    items: 20,
    include: ['title', 'genres', 'imageUrl', 'type', 'releaseDate'],
    explain: true,
    drafts: { pins },
  };
}

/** Whom a pin is for that is made here: the audience that is looked at, on the surface and in the region that are. */
export function draftAudience({ userId, audience, surface, region }: PreviewQuery): Audience {
  const base: Audience = userId === null ? audience : {};
  return { ...(region !== null && { regions: [region] }), surfaces: [surface], ...base };
}

export const SURFACES = ['tv', 'web', 'mobile'] as const satisfies readonly Surface[];
const SHOWS = ['with', 'without', 'both'] as const satisfies readonly Show[];

function audienceOf(text: string | null): Audience {
  if (text === null) return {};
  try {
    const given = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const read = Object.entries(given).filter(
      ([key, value]) => (LISTS.includes(key) && isWords(value)) || (key === 'newUsers' && typeof value === 'boolean'),
    );
    return Object.fromEntries(read) as Audience;
  } catch {
    return {};
  }
}

/** A row's id may have dots in it: the last one is ours. */
function placeOf(text: string | null, side: Side): PreviewQuery['why'] {
  const found = /^(.+)\.(\d{1,3})$/.exec(text ?? '');
  return found && { rowId: found[1]!, position: Number(found[2]), side };
}

const isWords = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
const oneOf = <Word extends string>(words: readonly Word[], given: string | null): Word | undefined =>
  words.find((word) => word === given);
const LISTS: readonly string[] = ['regions', 'surfaces', 'maturities', 'languages', 'segmentIds', 'arms'];
