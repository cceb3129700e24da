import { Poster } from '../parts/poster.tsx';
import { useItem } from '../pins/use-item.ts';
import classes from './log.module.css';

/** An item in a cell: its picture, small, and its title. */
export function ItemCell({ itemId }: { itemId: string }) {
  const { title, genres = [], imageUrl } = useItem(itemId);
  return (
    <span className={classes.item}>
      <span className={classes.thumb} aria-hidden>
        {/* Too small for words: the colour of its genre alone. */}
        <Poster item={{ itemId: genres[0] ?? itemId, title: '', imageUrl }} />
      </span>
      <span className={classes.itemTitle}>{title}</span>
    </span>
  );
}
