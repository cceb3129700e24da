import { memo } from 'react';
import type { Page } from '../../../clients/typescript/src/index.ts';
import { TvRow } from '../parts/tv-row.tsx';
import { useGridWalk } from '../parts/use-grid-walk.ts';
import { pinIdOf } from './carry.ts';
import { type PageRow, type RowChange, rowChangeText, type SlotMark, slotKey } from './page-marks.ts';
import type { Side, SlotPlace } from './preview-query.ts';
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

/** The page as on a TV, with what drafts do to it marked; its cards can be carried. */
export function TvPage({ page, side, marks, changes, isDraftPin, onOpen }: TvPageProps) {
  const walk = useGridWalk(page.rows.map(({ items }) => items.length));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the cards in it, which are buttons.
    <div ref={walk.root} onKeyDown={walk.onKeyDown}>
      {page.rows.map((row, at) => (
        <PreviewRow
          key={row.rowId}
          row={row}
          place={at}
          side={side}
          marks={marks}
          change={changes.find(({ rowId }) => rowId === row.rowId)}
          stop={walk.stopOf(at)}
          isDraftPin={isDraftPin}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}

interface PreviewRowProps extends Pick<TvPageProps, 'side' | 'marks' | 'isDraftPin' | 'onOpen'> {
  readonly row: PageRow;
  readonly place: number;
  readonly change: RowChange | undefined;
  readonly stop: number;
}

const PreviewRow = memo(function PreviewRow({ row, place, side, marks, change, stop, ...does }: PreviewRowProps) {
  const { rowId, title, items } = row;
  const note = change ? rowChangeText(change) : '';
  return (
    <TvRow label={`Row ${place + 1}: ${title}`} title={title} note={note === '' ? null : note}>
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
            isDraft={pinId !== null && does.isDraftPin(pinId)}
            isStop={position === stop}
            onOpen={() => does.onOpen({ rowId, position })}
          />
        );
      })}
    </TvRow>
  );
});
