import { useCallback, useState } from 'react';

/** Runs one call after a click, and says that it runs. The call deals with its own failure. */
export function useCall(): { call: (work: () => Promise<void>) => void; isBusy: boolean } {
  const [isBusy, setBusy] = useState(false);
  const call = useCallback((work: () => Promise<void>) => {
    setBusy(true);
    void work().finally(() => setBusy(false));
  }, []);
  return { call, isBusy };
}
