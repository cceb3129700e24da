import { VisuallyHidden } from '@mantine/core';
import { DrawingPinFilledIcon } from '@radix-ui/react-icons';
import tv from '../../parts/tv.module.css';
import { rowName } from '../../pins/row-options.ts';
import classes from './decision.module.css';
import { ItemPoster } from './item-poster.tsx';
import { type DecisionSlot, type RescoredSlot, slotOutcome } from './slot-facts.ts';

interface LogCardProps {
  readonly slot: DecisionSlot;
  readonly rowId: string;
  readonly row: number;
  readonly again: RescoredSlot | null;
  /** The one card of its row that the Tab key stops at. */
  readonly isStop: boolean;
  readonly isOpen: boolean;
  /** Nothing is known of what viewers saw, where no slot of the page was viewed. */
  readonly isViewKnown: boolean;
  readonly onOpen: () => void;
}

/** A slot as it was served, with what came of it. Chosen, it says why it was there. */
export function LogCard({ slot, rowId, row, again, isStop, isOpen, isViewKnown, onOpen }: LogCardProps) {
  const { itemId, title, position, pinId, explored } = slot;
  const outcome = slotOutcome(slot);
  const isUnseen = isViewKnown && outcome.kind === 'nothing';
  const moved = again?.again && again.again.rank !== again.served.rank ? rankText(again) : null;
  const said = isUnseen ? 'not seen' : outcome.kind === 'nothing' ? '' : outcome.text;
  const label = [
    title ?? itemId,
    `slot ${position + 1} of ${rowName(rowId)}`,
    pinId !== null && 'pinned',
    explored && 'by chance',
    said,
    moved !== null && `by score ${moved}`,
  ];
  return (
    <li className={tv.slot}>
      {pinId !== null && (
        <span className={tv.pinned} aria-hidden>
          <DrawingPinFilledIcon width={11} height={11} />
          Pin
        </span>
      )}
      {explored && (
        <span className={`${tv.pinned} ${classes.chance}`} aria-hidden>
          Chance
        </span>
      )}
      <button
        type="button"
        className={`${tv.card} ${classes.card}`}
        data-outcome={outcome.kind}
        data-unseen={isUnseen || undefined}
        data-open={isOpen || undefined}
        data-row={row}
        data-position={position}
        tabIndex={isStop ? 0 : -1}
        aria-pressed={isOpen}
        onClick={onOpen}
      >
        <VisuallyHidden>{label.filter(Boolean).join(', ')}</VisuallyHidden>
        <span className={tv.picture} aria-hidden>
          <ItemPoster itemId={itemId} title={title} />
        </span>
        <span className={tv.caption} aria-hidden>
          <span>{position + 1}</span>
          <span className={classes.said} data-outcome={outcome.kind}>
            {moved ?? said}
          </span>
        </span>
      </button>
    </li>
  );
}

const rankText = ({ served, again }: RescoredSlot): string =>
  `${served.rank === null ? '–' : served.rank + 1} → ${again?.rank == null ? '–' : again.rank + 1}`;
