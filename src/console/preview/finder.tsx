import { useDraggable } from '@dnd-kit/core';
import type { Item } from '../../../clients/typescript/src/index.ts';
import { ItemCard } from '../parts/item-card.tsx';
import { ItemSearch } from '../parts/item-search.tsx';
import type { Carried } from './carry.ts';
import classes from './finder.module.css';

/** Finds what is to be pinned: each result can be carried onto the page, or taken by Enter and placed in the form. */
export function Finder({ onPick }: { onPick: (item: Item) => void }) {
  return <ItemSearch onPick={onPick} renderResult={(item) => <Found item={item} onPick={onPick} />} />;
}

function Found({ item, onPick }: { item: Item; onPick: (item: Item) => void }) {
  const { itemId, title, genres, imageUrl, type, releaseDate } = item;
  const carried: Carried = {
    item: { itemId, title, genres, imageUrl, type, releaseDate },
    from: null,
    pinId: null,
  };
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: `found ${itemId}`,
    data: { ...carried },
  });
  return (
    <button
      type="button"
      ref={setNodeRef}
      className={classes.found}
      data-carried={isDragging || undefined}
      aria-describedby={attributes['aria-describedby']}
      onClick={() => onPick(item)}
      {...listeners}
      onKeyDown={(event) => {
        // The arrow keys are of what is carried, not of the list.
        if (isDragging) event.preventDefault();
        else listeners?.onKeyDown?.(event);
      }}
    >
      <ItemCard item={item} />
    </button>
  );
}
