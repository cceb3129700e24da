import { type KeyboardEvent, memo, useRef, useState } from 'react';
import type { Page } from '../../../clients/typescript/src/index.ts';
import { pinIdOf } from './carry.ts';
import { type PageRow, type RowChange, rowChangeText, type SlotMark, slotKey } from './page-marks.ts';
import type { Side, SlotPlace } from './preview-query.ts';
import { stepInGrid } from './slot-grid.ts';
import classes from './tv.module.css';
import { TvCard } from './tv-card.tsx';

interface TvPageProps {
  readonly page: Page;
  readonly side: Side;
  readonly marks: ReadonlyMap<string, SlotMark>;
  readonly changes: readonly RowChange[];
  /** Whether the pin of that id is a draft. */
  readonly isDraftPin: (pinId: string) => boolean;
  readonly onOpen: (place: SlotPlace) => void;
}

/** The page as on a TV. Tab stops once in each row; arrow keys go from card to card, as a remote control does. */
export function TvPage({ page, side, marks, changes, isDraftPin, onOpen }: TvPageProps) {
  const root = useRef<HTMLDivElement>(null);
  const [stops, setStops] = useState<Readonly<Record<number, number>>>({});
  const lengths = page.rows.map(({ items }) => items.length);

  const walk = (event: KeyboardEvent) => {
    // What is carried goes by the same keys, and has them first.
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const { row, position } = (event.target as HTMLElement).dataset;
    if (row === undefined) return;
    const next = stepInGrid(lengths, { row: Number(row), position: Number(position) }, event.key);
    if (next === null) return;
    event.preventDefault();
    setStops({ ...stops, [next.row]: next.position });
    root.current?.querySelector<HTMLElement>(`[data-row="${next.row}"][data-position="${next.position}"]`)?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the cards in it, which are buttons.
    <div ref={root} onKeyDown={walk}>
      {page.rows.map((row, at) => (
        <TvRow
          key={row.rowId}
          row={row}
          place={at}
          side={side}
          marks={marks}
          change={changes.find(({ rowId }) => rowId === row.rowId)}
          stop={Math.min(stops[at] ?? 0, row.items.length - 1)}
          isDraftPin={isDraftPin}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

interface TvRowProps extends Pick<TvPageProps, 'side' | 'marks' | 'isDraftPin' | 'onOpen'> {
  readonly row: PageRow;
  readonly place: number;
  readonly change: RowChange | undefined;
  readonly stop: number;
}

const TvRow = memo(function TvRow({ row, place, side, marks, change, stop, isDraftPin, onOpen }: TvRowProps) {
  const { rowId, title, items } = row;
  const note = change ? rowChangeText(change) : '';
  return (
    <section className={classes.row} aria-label={`Row ${place + 1}: ${title}`}>
      <div className={classes.heading}>
        <h3 className={classes.title}>{title}</h3>
        {note !== '' && <span className={classes.note}>{note}</span>}
      </div>
      <ul className={classes.cards}>
        {items.map((slot) => {
          const { position } = slot;
          const pinId = pinIdOf(slot);
          return (
            <TvCard
              key={position}
              slot={slot}
              place={{ rowId, rowTitle: title, row: place, position }}
              side={side}
              mark={marks.get(slotKey(rowId, position))}
              isDraft={pinId !== null && isDraftPin(pinId)}
              isStop={position === stop}
              onOpen={() => onOpen({ rowId, position })}
            />
          );
        })}
      </ul>
    </section>
  );
});
