import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

/** By whose clocks the console shows and takes times: the editor's own, unless they chose another. */
export interface Zone {
  /** An IANA name. */
  readonly name: string;
  choose(name: string): void;
  /** Day and time: "Fri 27 Nov 2026, 20:00". */
  format(instant: string | number | Date): string;
  /** With seconds, for logs. */
  formatExactly(instant: string | number | Date): string;
  formatDay(instant: string | number | Date): string;
}

export function ZoneProvider({ children }: { children: ReactNode }) {
  const [name, setName] = useState(() => localStorage.getItem(NAME) ?? OWN_ZONE);
  const zone = useMemo((): Zone => {
    const formatter = (options: Intl.DateTimeFormatOptions) => {
      const format = new Intl.DateTimeFormat('en-GB', { timeZone: name, ...options });
      return (instant: string | number | Date) => format.format(new Date(instant));
    };
    const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return {
      name,
      choose(chosen) {
        if (chosen === OWN_ZONE) localStorage.removeItem(NAME);
        else localStorage.setItem(NAME, chosen);
        setName(chosen);
      },
      format: formatter({ ...day, ...time }),
      formatExactly: formatter({ ...day, ...time, second: '2-digit' }),
      formatDay: formatter(day),
    };
  }, [name]);
  return <ZoneContext value={zone}>{children}</ZoneContext>;
}

export function useZone(): Zone {
  const zone = useContext(ZoneContext);
  if (zone === null) throw new Error('There is no ZoneProvider above.');
  return zone;
}

export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const ALL_ZONES: readonly string[] = [...new Set(['UTC', OWN_ZONE, ...Intl.supportedValuesOf('timeZone')])];

const ZoneContext = createContext<Zone | null>(null);
const NAME = 'marquee.zone';
