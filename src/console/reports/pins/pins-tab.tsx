import { useLocation } from 'wouter';
import { openedIn } from '../parts/opened.ts';
import { AllPins } from './all-pins.tsx';
import { OnePin } from './one-pin.tsx';

/** How pins do, and of each what it brought or cost. */
export function PinsTab() {
  const [location] = useLocation();
  const pinId = openedIn(location, PINS_PATH);
  return pinId === null ? <AllPins path={PINS_PATH} /> : <OnePin path={PINS_PATH} pinId={pinId} />;
}

const PINS_PATH = '/reports/pins';
