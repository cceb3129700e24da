import type { ComponentType } from 'react';
import type { DraftOf, EditorialAnswer, EditorialNoun, ObjectOf } from './editorial-desk.ts';
import type { Problems } from './problems.ts';

/** What the frame of the three editors must know of one of them. */
export interface EditorialKind<Noun extends EditorialNoun, Fields extends object> {
  readonly noun: Noun;
  readonly names: { readonly one: string; readonly many: string };
  /** Said where there is none yet. */
  readonly invitation: string;
  idOf(object: ObjectOf<Noun>): string;
  nameOf(object: ObjectOf<Noun>): string;
  /** Under the name in the list. */
  lineOf(object: ObjectOf<Noun>): string;
  stateOf(object: ObjectOf<Noun>): 'draft' | 'scheduled' | 'live' | 'expired' | null;
  /** null: those that a new one begins with; times by the clocks of the zone. */
  fieldsOf(draft: DraftOf<Noun> | null, timeZone: string): Fields;
  draftOf(fields: Fields): DraftOf<Noun>;
  /** As it could have been sent: the answer without what the service adds. */
  draftOfObject(object: ObjectOf<Noun>): DraftOf<Noun>;
  problemsOf(fields: Fields): Problems<Fields>;
  /** What the service needs and an editor may write last: the fields with something in its place. */
  forCheck(fields: Fields): Fields;
  readonly Form: ComponentType<EditorialFormProps<Noun, Fields>>;
}

export interface EditorialFormProps<Noun extends EditorialNoun, Fields> {
  readonly fields: Fields;
  readonly set: (changed: Partial<Fields>) => void;
  readonly problems: Problems<Fields>;
  readonly check: EditorialCheck<Noun>;
  /** null: it is not stored yet. */
  readonly id: string | null;
}

/** What the service says to what is in the form, a moment after the last change. */
export interface EditorialCheck<Noun extends EditorialNoun> {
  readonly answer: EditorialAnswer<Noun> | null;
  readonly isChecking: boolean;
  readonly error: unknown;
}
