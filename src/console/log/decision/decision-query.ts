/** What of a page is open, as its address says it. */
export interface DecisionQuery {
  /** The slot whose reasons are open. */
  readonly slot: SlotPlace | null;
  /** Whether it is scored once more. */
  readonly again: boolean;
}

/** By the number of its row on the page and its position there, both from 0. */
export interface SlotPlace {
  readonly row: number;
  readonly position: number;
}

export function readDecisionQuery(search: URLSearchParams): DecisionQuery {
  const found = /^(\d{1,5})\.(\d{1,5})$/.exec(search.get('slot') ?? '');
  return {
    slot: found && { row: Number(found[1]), position: Number(found[2]) },
    again: search.has('again'),
  };
}

export function writeDecisionQuery({ slot, again }: DecisionQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (slot !== null) search.set('slot', `${slot.row}.${slot.position}`);
  if (again) search.set('again', '');
  return search;
}

/** The address of a page of the log, with one of its slots open. */
export function decisionHref(recommendationId: string, slot: SlotPlace | null = null): string {
  const search = writeDecisionQuery({ slot, again: false }).toString();
  return `/log/decisions/${recommendationId}${search === '' ? '' : `?${search}`}`;
}

/** The slot that an impression's id names, if it is of this page. */
export function slotOfImpression(recommendationId: string, impressionId: string): SlotPlace | null {
  if (!impressionId.startsWith(`${recommendationId}.`)) return null;
  return readDecisionQuery(new URLSearchParams({ slot: impressionId.slice(recommendationId.length + 1) })).slot;
}
