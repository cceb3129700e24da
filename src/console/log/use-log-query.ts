import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import {
  type FilterName,
  type LogFilters,
  type LogQuery,
  readLogQuery,
  withFilter,
  writeLogQuery,
} from './log-query.ts';

export interface LogQueryState {
  readonly query: LogQuery;
  set(changed: Partial<LogQuery>): void;
  /** Sets one filter, or takes it away; back comes here again. */
  filter<Name extends FilterName>(name: Name, value: LogFilters[Name] | null): void;
}

/** What the explorer asks for, from its address and into it. */
export function useLogQuery(): LogQueryState {
  const [search, setSearch] = useSearchParams();
  return useMemo(() => {
    // From the address as it is by then: two changes may follow one another before anything is drawn.
    const change = (next: (query: LogQuery) => LogQuery) =>
      setSearch((before) => writeLogQuery(next(readLogQuery(before))));
    return {
      query: readLogQuery(search),
      set: (changed) => change((query) => ({ ...query, ...changed })),
      filter: (name, value) => change((query) => withFilter(query, name, value)),
    };
  }, [search, setSearch]);
}
