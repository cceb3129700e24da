import { useLocation } from 'wouter';
import { openedIn } from '../parts/opened.ts';
import { AllRows } from './all-rows.tsx';
import { OneRow } from './one-row.tsx';

/** How the rows of pages do: all of them beside each other, or one of them through time and slot by slot. */
export function RowsTab() {
  const [location] = useLocation();
  const rowId = openedIn(location, ROWS_PATH);
  return rowId === null ? <AllRows path={ROWS_PATH} /> : <OneRow path={ROWS_PATH} rowId={rowId} />;
}

const ROWS_PATH = '/reports/rows';
