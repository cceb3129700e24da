import { useLocation } from 'wouter';
import { openedIn } from '../parts/opened.ts';
import { AllItems } from './all-items.tsx';
import { OneItem } from './one-item.tsx';

/** How items do where they are shown: all of them, or one. */
export function ItemsTab() {
  const [location] = useLocation();
  const itemId = openedIn(location, ITEMS_PATH);
  return itemId === null ? <AllItems path={ITEMS_PATH} /> : <OneItem path={ITEMS_PATH} itemId={itemId} />;
}

const ITEMS_PATH = '/reports/items';
