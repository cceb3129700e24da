import { hasBit } from '../../domain/catalogue.ts';
import { listedInOrder } from '../../features/listed-titles.ts';
import { singleRow } from './row-family.ts';

/** What the user put on the list and did not watch, the newest first. Evidence: such a title, still on the list and to be shown, begun or not. */
export const myList = singleRow('my-list', 'my-list', ({ state, catalogue, allowed, announced, watched }) => {
  const mayStand = (title: number) => hasBit(allowed, title) || hasBit(announced, title);
  const titles = listedInOrder(state, catalogue).filter((title) => mayStand(title) && !hasBit(watched, title));
  return titles.length === 0
    ? null
    : { title: 'My list', sources: ['my-list'], titles, firstLook: Number.POSITIVE_INFINITY };
});
