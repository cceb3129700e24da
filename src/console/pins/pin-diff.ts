import type { PinDraft, Segment } from '../../../clients/typescript/src/index.ts';
import { audienceText } from '../parts/audience-text.ts';
import { isSame, type PIN_KEYS } from './pin-fields.ts';
import { repeatText } from './pin-words.ts';
import { pinRowName } from './row-options.ts';

type Draft = Required<PinDraft>;

/** A field of a pin that one of two editors, or both, made another; values in words. */
export interface PinDifference {
  readonly label: string;
  readonly was: string;
  readonly theirs: string;
  /** As `was` where only they changed it. */
  readonly yours: string;
  readonly isTheirs: boolean;
  readonly isYours: boolean;
}

export interface DiffWords {
  formatTime(instant: string): string;
  readonly segments: readonly Segment[];
}

/** What two editors did to the pin that both began with. `yours` null: you did nothing to it. */
export function pinDifferences(base: Draft, theirs: Draft, yours: Draft | null, words: DiffWords): PinDifference[] {
  return FIELDS.flatMap(({ label, keys, say }) => {
    const differs = (draft: Draft) => keys.some((key) => !isSame(base[key], draft[key]));
    const [isTheirs, isYours] = [differs(theirs), yours !== null && differs(yours)];
    if (!isTheirs && !isYours) return [];
    const [was, their, your] = [base, theirs, yours ?? base].map((draft) => say(draft, words));
    return [{ label, was: was!, theirs: their!, yours: your!, isTheirs, isYours }];
  });
}

/** Theirs with what you changed put on top: what only they changed stays as they have it. */
export function putOnTop(base: Draft, theirs: Draft, yours: Draft): Draft {
  const mine = FIELDS.filter(({ keys }) => keys.some((key) => !isSame(base[key], yours[key]))).flatMap(
    ({ keys }) => keys,
  );
  return { ...theirs, ...Object.fromEntries(mine.map((key) => [key, yours[key]])) };
}

interface Field {
  readonly label: string;
  /** What says one thing together. */
  readonly keys: readonly (typeof PIN_KEYS)[number][];
  say(draft: Draft, words: DiffWords): string;
}

const FIELDS: readonly Field[] = [
  { label: 'Item', keys: ['itemId'], say: ({ itemId }) => itemId },
  { label: 'Row', keys: ['rowId', 'rowKind'], say: (draft) => pinRowName(draft) },
  { label: 'Slot', keys: ['position'], say: ({ position }) => String(position + 1) },
  { label: 'From', keys: ['from'], say: ({ from }, { formatTime }) => formatTime(from) },
  { label: 'Until', keys: ['until'], say: ({ until }, { formatTime }) => formatTime(until) },
  {
    label: 'Times of the week',
    keys: ['repeat', 'timeZone'],
    say: ({ repeat, timeZone }) => (repeat === null ? `All of the time (${timeZone})` : repeatText(repeat, timeZone)),
  },
  { label: 'For whom', keys: ['audience'], say: ({ audience }, { segments }) => audienceText(audience, segments) },
  { label: 'Priority', keys: ['priority'], say: ({ priority }) => String(priority) },
  {
    label: 'Without the row',
    keys: ['ifRowAbsent'],
    say: ({ ifRowAbsent }) => (ifRowAbsent === 'insert' ? 'Bring the row along' : 'Leave the pin out'),
  },
  {
    label: 'If watched',
    keys: ['ifWatched'],
    say: ({ ifWatched }) => (ifWatched === 'show' ? 'Show it again' : 'Leave the pin out'),
  },
  { label: 'Enabled', keys: ['enabled'], say: ({ enabled }) => (enabled ? 'Yes' : 'No') },
  { label: 'Campaign', keys: ['campaign'], say: ({ campaign }) => campaign ?? '–' },
  { label: 'Note', keys: ['note'], say: ({ note }) => note || '–' },
];
