import { watchedBefore } from '../../features/watched-before.ts';
import { singleRow } from './row-family.ts';

/** What the user watched to its end a while ago or liked most: the one row of what is no longer new. Evidence: such titles. */
export const watchAgain = singleRow('watch-again', 'watch-again', (context) => {
  const titles = watchedBefore(context);
  return titles.length === 0 ? null : { title: 'Watch again', sources: ['watch-again'], titles };
});
