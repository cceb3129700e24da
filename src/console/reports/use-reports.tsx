import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { Origin } from '../../domain/origin.ts';
import { useSession } from '../session/session.tsx';
import { useZone } from '../shell/zone.tsx';
import { askedOf, type ReportAsked, type ReportsQuery, readReportsQuery, writeReportsQuery } from './reports-query.ts';

/** What the tabs of the reports share: what is asked, from the address and into it, and the moment it is asked of. */
export interface Reports {
  readonly query: ReportsQuery;
  /** As they are by now: of the address, or the reader's own. */
  readonly tz: string;
  readonly origin: Origin;
  /** Up to when is counted, the same for everything on screen, until `refresh`. */
  readonly asOfMs: number;
  refresh(): void;
  /** Goes to another address; with `replace` back does not come here again. */
  set(changed: Partial<ReportsQuery>, options?: { replace?: boolean }): void;
  /** The address of a tab ("/reports/items"), or of this one, with something changed. */
  hrefOf(changed: Partial<ReportsQuery>, path?: string): string;
  /** What the API is to be asked, with something other than the address says where a view needs it. */
  asked(changed?: Partial<Pick<ReportsQuery, 'range' | 'by' | 'compare'>>): ReportAsked;
}

export function ReportsProvider({ children }: { children: ReactNode }) {
  const { settings } = useSession();
  const zone = useZone();
  const [location] = useLocation();
  const [search, setSearch] = useSearchParams();
  const [asOfMs, setAsOf] = useState(() => Date.now());
  const query = useMemo(() => readReportsQuery(search), [search]);
  // Days are of a zone: it stands in the address, so that who is sent it counts the same ones.
  useEffect(() => {
    if (query.tz !== null) return;
    setSearch((before) => writeReportsQuery({ ...readReportsQuery(before), tz: zone.name }, before), { replace: true });
  }, [query.tz, zone.name, setSearch]);

  const reports = useMemo((): Reports => {
    const own = { tz: zone.name, origin: settings.simulated ? ('simulate' as const) : ('app' as const) };
    const origin = query.origin ?? own.origin;
    return {
      query,
      tz: query.tz ?? own.tz,
      origin,
      asOfMs,
      refresh: () => setAsOf(Date.now()),
      // From the address as it is by then: two changes may follow one another before anything is drawn.
      set(changed, options) {
        const said = changed.origin === own.origin ? { ...changed, origin: null } : changed;
        setSearch((before) => writeReportsQuery({ ...readReportsQuery(before), ...said }, before), options);
      },
      hrefOf(changed, path) {
        // What a tab has of its own in the address is not another's.
        const before = path === undefined ? search : new URLSearchParams();
        return `${path ?? location}?${writeReportsQuery({ ...query, ...changed }, before)}`;
      },
      asked: (changed = {}) => askedOf({ ...query, ...changed }, own, asOfMs),
    };
  }, [query, search, setSearch, location, asOfMs, zone.name, settings.simulated]);
  return <ReportsContext value={reports}>{children}</ReportsContext>;
}

/** Below ReportsProvider only. */
export function useReports(): Reports {
  const reports = useContext(ReportsContext);
  if (reports === null) throw new Error('There is no ReportsProvider above.');
  return reports;
}

const ReportsContext = createContext<Reports | null>(null);
