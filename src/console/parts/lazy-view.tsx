import { Button } from '@mantine/core';
import { type ComponentType, lazy } from 'react';
import { Empty } from './empty.tsx';

/**
 * A view that is loaded when it is opened. Its file is gone when the service was updated under an open tab: then a button that loads the
 * console anew stands in its place, as what was written elsewhere in the tab is not ours to throw away.
 */
export const lazyView = (load: () => Promise<{ default: ComponentType }>) =>
  lazy(() => load().catch(() => ({ default: NotLoaded })));

function NotLoaded() {
  return (
    <Empty
      title="This part of the console could not be loaded"
      action={<Button onClick={() => window.location.reload()}>Load the console again</Button>}
    >
      Marquee may have been updated since this tab was opened, or the network was away for a moment.
    </Empty>
  );
}
