import { compileUserFilter, type UserFacts, type UserFilter } from './filter/compile-user-filter.ts';
import type { Stored } from './ports/editorial-store.ts';

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

/** Who is in which of the stored segments. */
export type Segments = ReadonlyMap<string, UserFilter>;

/** One that this release cannot read (another one stored it) has nobody in it. */
export function readSegments(stored: readonly Stored<Segment>[]): Segments {
  return new Map(stored.map(({ id, value }) => [id, compiled(value.filter)]));
}

/** Whether the user is in a segment for certain. In one that is not stored nobody is. */
export const isInSegment = (segments: Segments, segmentId: string, user: UserFacts): boolean =>
  segments.get(segmentId)?.(user) === true;

function compiled(filter: string): UserFilter {
  try {
    return compileUserFilter(filter);
  } catch {
    return () => null;
  }
}
