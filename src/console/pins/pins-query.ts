import type { Input, Pin } from '../../../clients/typescript/src/index.ts';

export type PinState = Pin['state'];

/** What the view shows, all of which is in its address. */
export interface PinsQuery {
  readonly view: 'table' | 'timeline';
  /** null: all but the withdrawn ones. */
  readonly state: PinState | null;
  readonly rowId: string | null;
  readonly itemId: string | null;
  readonly campaign: string | null;
  /** How much the timeline shows. */
  readonly span: 'week' | 'month';
  /** The day the timeline begins on, by the editor's clocks: "2026-11-27"; null: around today. */
  readonly day: string | null;
  readonly open: OpenPin | null;
}

/** What is open beside the list. */
export type OpenPin = { readonly what: 'new' } | { readonly what: 'edit' | 'copy' | 'report'; readonly pinId: string };

/** What is not understood counts as not there: an address may be old or typed by hand. */
export function readPinsQuery(search: URLSearchParams): PinsQuery {
  const oneOf = <Word extends string>(name: string, words: readonly Word[]): Word | null =>
    words.find((word) => word === search.get(name)) ?? null;
  const text = (name: string) => search.get(name) || null;
  const day = text('day');
  return {
    view: oneOf('view', ['table', 'timeline']) ?? 'table',
    state: oneOf('state', PIN_STATES),
    rowId: text('rowId'),
    itemId: text('itemId'),
    campaign: text('campaign'),
    span: oneOf('span', ['week', 'month']) ?? 'week',
    day: day !== null && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null,
    open: readOpen(search),
  };
}

/** Only what differs from what is shown anyway, so that addresses stay short. */
export function writePinsQuery(query: PinsQuery): URLSearchParams {
  const { open, view, span, ...plain } = query;
  const search = new URLSearchParams();
  if (view !== 'table') search.set('view', view);
  if (span !== 'week') search.set('span', span);
  for (const [name, value] of Object.entries(plain)) if (value !== null) search.set(name, value);
  if (open?.what === 'new') search.set('new', '');
  else if (open) search.set(open.what, open.pinId);
  return search;
}

/** The filters as GET /v1/pins takes them. */
export function filtersOf({ state, rowId, itemId, campaign }: PinsQuery): NonNullable<Input<'listPins'>> {
  return {
    ...(state !== null && { state }),
    ...(rowId !== null && { rowId }),
    ...(itemId !== null && { itemId }),
    ...(campaign !== null && { campaign }),
  };
}

export const PIN_STATES = [
  'draft',
  'awaiting-approval',
  'scheduled',
  'live',
  'expired',
  'withdrawn',
] as const satisfies readonly PinState[];

function readOpen(search: URLSearchParams): OpenPin | null {
  if (search.has('new')) return { what: 'new' };
  for (const what of ['edit', 'copy', 'report'] as const) {
    const pinId = search.get(what);
    if (pinId) return { what, pinId };
  }
  return null;
}
