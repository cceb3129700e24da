import type { ReactNode } from 'react';
import { FilterText } from './filter-text.tsx';
import type { LogCell } from './impression-cells.ts';
import classes from './log.module.css';
import type { FilterName } from './log-query.ts';
import { FILTER_LABELS } from './log-words.ts';
import type { LogQueryState } from './use-log-query.ts';

interface FilterCellProps {
  readonly cell: LogCell;
  readonly view: LogQueryState;
  /** Where it is in the table, for the arrow keys, and whether Tab stops at it; null: it is in none. */
  readonly place: { readonly row: number; readonly position: number; readonly isStop: boolean } | null;
  /** In the place of the words for its value. */
  readonly children?: ReactNode;
}

/** A cell that, chosen, narrows the log to what is like it; chosen again, it does not any more. */
export function FilterCell({ cell: { name, value }, view, place, children }: FilterCellProps) {
  const flag = name === 'pinned' || name === 'explored' ? FLAGS[name] : null;
  const isOn = view.query.filters[name] === value;
  return (
    // Plain ones: a table has hundreds.
    <button
      type="button"
      className={classes.cell}
      data-flag={flag ?? undefined}
      data-on={isOn || undefined}
      data-name={name}
      data-row={place?.row}
      data-position={place?.position}
      tabIndex={place === null || place.isStop ? 0 : -1}
      aria-pressed={isOn}
      // What is shown in short, or by its name.
      title={WHOLE.includes(name) ? String(value) : undefined}
      onClick={() => view.filter(name, isOn ? null : value)}
    >
      <span className={classes.hidden}>Only {flag === null ? `${FILTER_LABELS[name]} ` : ''}</span>
      {children ?? flag ?? <FilterText name={name} value={value} />}
    </button>
  );
}

const WHOLE: readonly FilterName[] = ['itemId', 'rowId', 'userKey', 'model'];
const FLAGS = { pinned: 'Pin', explored: 'Chance' } as const;
