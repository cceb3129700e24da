import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type PinsQuery, readPinsQuery, writePinsQuery } from './pins-query.ts';

export interface PinsQueryState {
  readonly query: PinsQuery;
  /** Goes to another address; with `replace` back does not come here again. */
  set(changed: Partial<PinsQuery>, options?: { replace?: boolean }): void;
  /** The address of the view with something changed, for links. */
  hrefOf(changed: Partial<PinsQuery>): string;
}

/** What the view shows, from its address and into it. */
export function usePinsQuery(): PinsQueryState {
  const [search, setSearch] = useSearchParams();
  return useMemo(() => {
    const query = readPinsQuery(search);
    return {
      query,
      // From the address as it is by then: two changes may follow one another before anything is drawn.
      set: (changed, options) =>
        setSearch((before) => writePinsQuery({ ...readPinsQuery(before), ...changed }), options),
      hrefOf: (changed) => `/pins?${writePinsQuery({ ...query, ...changed })}`,
    };
  }, [search, setSearch]);
}
