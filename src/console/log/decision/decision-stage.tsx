import type { Decision } from '../../../../clients/typescript/src/index.ts';
import { Empty } from '../../parts/empty.tsx';
import tv from '../../parts/tv.module.css';
import { TvRow } from '../../parts/tv-row.tsx';
import { useGridWalk } from '../../parts/use-grid-walk.ts';
import { rowName } from '../../pins/row-options.ts';
import { RowTitle } from '../filter-text.tsx';
import type { SlotPlace } from './decision-query.ts';
import { LogCard } from './log-card.tsx';
import { rescoredSlot } from './slot-facts.ts';

interface DecisionStageProps {
  readonly decision: Decision;
  readonly rescored: Decision['rescored'];
  readonly open: SlotPlace | null;
  readonly onOpen: (slot: SlotPlace) => void;
}

/** The page as it was served: rows, cards, and what came of each. */
export function DecisionStage({ decision: { rows }, rescored, open, onOpen }: DecisionStageProps) {
  const walk = useGridWalk(rows.map(({ items }) => items.length));
  const isViewKnown = rows.some(({ items }) => items.some(({ outcome }) => outcome?.viewedAt != null));
  return (
    <section className={tv.stage} aria-label="The page as it was served">
      {rows.length === 0 ? (
        <Empty title="The page had no rows">Nothing could be shown: no title was allowed there at the time.</Empty>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys are of the cards in it, which are buttons.
        <div ref={walk.root} onKeyDown={walk.onKeyDown}>
          {rows.map(({ rowId, items }, row) => (
            <TvRow key={rowId} label={`Row ${row + 1}: ${rowName(rowId)}`} title={<RowTitle rowId={rowId} />}>
              {items.map((slot, at) => (
                <LogCard
                  key={slot.impressionId}
                  slot={slot}
                  rowId={rowId}
                  row={row}
                  again={rescoredSlot(rescored, { row, position: slot.position })}
                  isStop={at === walk.stopOf(row)}
                  isOpen={open?.row === row && open.position === slot.position}
                  isViewKnown={isViewKnown}
                  onOpen={() => onOpen({ row, position: slot.position })}
                />
              ))}
            </TvRow>
          ))}
        </div>
      )}
    </section>
  );
}
