import { type KeyboardEvent, useState } from 'react';
import { moved } from './collection-fields.ts';

/** Space takes an item of a list, arrows, Home and End move it there and then, Space puts it down, Escape puts it back. `said`: for those who do not see it. */
export function useKeyCarry(
  ids: readonly string[],
  onChange: (ids: readonly string[]) => void,
  titleOf: (id: string) => string,
) {
  const [carried, setCarried] = useState<{ id: string; before: readonly string[] } | null>(null);
  const [said, setSaid] = useState('');

  function move(id: string, to: number): void {
    const [from, at] = [ids.indexOf(id), Math.min(ids.length - 1, Math.max(0, to))];
    if (at !== from) onChange(moved(ids, from, at));
    setSaid(`${titleOf(id)} is at place ${at + 1} of ${ids.length}.`);
  }

  function putBack(id: string, before: readonly string[]): void {
    onChange(before);
    setCarried(null);
    setSaid(`${titleOf(id)} is back at place ${before.indexOf(id) + 1}.`);
  }

  return {
    carriedId: carried?.id ?? null,
    said,
    putDown: () => setCarried(null),
    onKey(event: KeyboardEvent, id: string): void {
      const at = ids.indexOf(id);
      if (event.key === ' ') {
        event.preventDefault();
        setSaid(`${carried === null ? 'Took' : 'Put down'} ${titleOf(id)} at place ${at + 1} of ${ids.length}.`);
        setCarried(carried === null ? { id, before: ids } : null);
      } else if (carried?.id === id) {
        const places: Readonly<Record<string, number>> = {
          ArrowUp: at - 1,
          ArrowDown: at + 1,
          Home: 0,
          End: ids.length,
        };
        const to = places[event.key];
        if (to === undefined && event.key !== 'Escape') return;
        // Escape would close what the list stands in.
        event.preventDefault();
        event.stopPropagation();
        if (to !== undefined) move(id, to);
        else putBack(id, carried.before);
      }
    },
  };
}
