import { useDraggable, useDroppable } from '@dnd-kit/core';
import { VisuallyHidden } from '@mantine/core';
import { DrawingPinFilledIcon } from '@radix-ui/react-icons';
import { Poster } from '../parts/poster.tsx';
import classes from '../parts/tv.module.css';
import { type Carried, type DropPlace, dropId, itemOfSlot, pinIdOf, placeText } from './carry.ts';
import type { PageSlot, SlotMark } from './page-marks.ts';
import type { Side } from './preview-query.ts';

interface TvCardProps {
  readonly slot: PageSlot;
  readonly place: DropPlace;
  readonly side: Side;
  readonly mark: SlotMark | undefined;
  /** A draft pinned it, not a pin that is stored. */
  readonly isDraft: boolean;
  /** The one card of its row that the Tab key stops at. */
  readonly isStop: boolean;
  readonly onOpen: () => void;
}

/** A slot and the card in it. Enter and a click say why it is here; Space and a drag carry it elsewhere. */
export function TvCard({ slot, place, side, mark, isDraft, isStop, onOpen }: TvCardProps) {
  const { row, position } = place;
  const isLive = side === 'with';
  const drop = useDroppable({
    id: isLive ? dropId(row, position) : `without ${row} ${position}`,
    data: { ...place },
    disabled: !isLive,
  });
  const carried: Carried = {
    item: itemOfSlot(slot),
    from: isLive ? { row, position } : null,
    pinId: isLive ? pinIdOf(slot) : null,
  };
  const drag = useDraggable({ id: `card ${side} ${row} ${position}`, data: { ...carried } });
  const { 'aria-describedby': describedBy } = drag.attributes;
  const pinned = slot.pinned ? (isDraft ? 'Draft' : 'Pin') : null;
  return (
    <li ref={drop.setNodeRef} className={classes.slot} data-over={drop.isOver || undefined}>
      {pinned && (
        <span className={classes.pinned} aria-hidden>
          <DrawingPinFilledIcon width={11} height={11} />
          {pinned}
        </span>
      )}
      <button
        type="button"
        ref={drag.setNodeRef}
        className={classes.card}
        data-mark={mark?.kind}
        data-carried={drag.isDragging || undefined}
        data-row={row}
        data-position={position}
        tabIndex={isStop ? 0 : -1}
        aria-describedby={describedBy}
        onClick={onOpen}
        {...drag.listeners}
        onKeyDown={(event) => {
          // The arrow keys are of what is carried, not of the focus.
          if (drag.isDragging) event.preventDefault();
          else drag.listeners?.onKeyDown?.(event);
        }}
      >
        <VisuallyHidden>{labelOf(carried.item.title, place, pinned, markText(mark, side))}</VisuallyHidden>
        <span className={classes.picture} aria-hidden>
          <Poster item={carried.item} />
        </span>
        <span className={classes.caption} aria-hidden>
          <span>{position + 1}</span>
          <span className={classes.mark}>{markText(mark, side)}</span>
        </span>
      </button>
    </li>
  );
}

function labelOf(title: string, place: DropPlace, pinned: 'Draft' | 'Pin' | null, mark: string): string {
  const pinnedWords = pinned === null ? '' : pinned === 'Draft' ? 'pinned by a draft' : 'pinned';
  return [title, placeText(place), pinnedWords, mark].filter((part) => part !== '').join(', ');
}

/** '' where the slot holds the same on both pages. */
function markText(mark: SlotMark | undefined, side: Side): string {
  if (mark === undefined) return '';
  if (mark.kind !== 'moved') return mark.kind === 'came' ? 'new here' : 'gives way';
  return side === 'with' ? `was ${mark.other! + 1}` : `goes to ${mark.other! + 1}`;
}
