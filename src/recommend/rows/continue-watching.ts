import { singleRow } from './row-family.ts';

/** What the user began and did not finish, the latest first. Evidence: something was begun. */
export const continueWatching = singleRow('continue-watching', 'continue-watching', ({ unfinished }) =>
  unfinished.length === 0
    ? null
    : {
        title: 'Continue watching',
        sources: ['continue-watching'],
        // The user's own titles: no other row may show them first.
        firstLook: Number.POSITIVE_INFINITY,
      },
);
