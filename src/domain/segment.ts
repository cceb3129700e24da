/** A part of the users that editors name once and use in audiences: who is in it follows from what is known of a user. */
export interface Segment {
  readonly name: string;
  /** A condition on users, in the one grammar of filters (docs/filters.md). */
  readonly filter: string;
  readonly note: string;
}

export type GivenSegment = Pick<Segment, 'name' | 'filter'> & Partial<Segment>;

/** The order of fields is always the same. */
export const completeSegment = ({ name, filter, note = '' }: GivenSegment): Segment => ({ name, filter, note });
