import { singleRow } from './row-family.ts';

/** What came out last, the newest first. Evidence: release dates. */
export const newReleases = singleRow('new', 'new', ({ snapshot }) =>
  snapshot.lists.byRelease.length === 0 ? null : { title: 'New releases', sources: ['new'] },
);
