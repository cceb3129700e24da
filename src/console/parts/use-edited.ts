import { useCallback, useSyncExternalStore } from 'react';
import { useSession } from '../session/session.tsx';

/** What was typed and not saved, by what it is of: it waits there while one looks at something else. null: nothing. */
export function useEdited<T>(of: string): [T | null, (edited: T | null) => void] {
  const { me } = useSession();
  const key = `${me.actor.id} ${of}`;
  const edited = useSyncExternalStore(subscribe, () => (kept.get(key) as T | undefined) ?? null);
  const setEdited = useCallback(
    (next: T | null) => {
      if (next === null) kept.delete(key);
      else kept.set(key, next);
      for (const tell of listeners) tell();
    },
    [key],
  );
  return [edited, setEdited];
}

/** Whether something of it is not saved, for marks in lists. */
export function useIsEdited(of: string): boolean {
  const { me } = useSession();
  return useSyncExternalStore(subscribe, () => kept.has(`${me.actor.id} ${of}`));
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

const kept = new Map<string, unknown>();
const listeners = new Set<() => void>();
