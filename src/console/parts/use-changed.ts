import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/** To be called after a change: all that is on screen is asked for anew, and once more when the change is on every page for sure. */
export function useChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    setTimeout(() => void queries.invalidateQueries(), REACH_MS);
    await queries.invalidateQueries();
  }, [queries]);
}

/** Within a second a change is on the next page of every replica. */
const REACH_MS = 1_100;
