import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useZone } from '../../shell/zone.tsx';
import type { PinsQueryState } from '../use-pins-query.ts';
import { nextBar } from './next-bar.ts';
import classes from './timeline.module.css';
import { TimelineBarButton } from './timeline-bar.tsx';
import type { TimelineRow, TimelineSlot } from './timeline-layout.ts';
import type { TimelineRange } from './timeline-range.ts';

interface TimelineChartProps {
  readonly rows: readonly TimelineRow[];
  readonly range: TimelineRange;
  readonly view: PinsQueryState;
}

/** The bars, under their days. One stop of Tab: arrows go from bar to bar. */
export function TimelineChart({ rows, range, view }: TimelineChartProps) {
  const chart = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const all = rows.flatMap(({ slots }) => slots.flatMap(({ bars }) => bars));
  const stop = all.some(({ key }) => key === current) ? current : all[0]!.key;

  // On a narrow screen what is now would lie beyond the edge.
  useEffect(() => {
    const { current: box } = chart;
    const share = nowShareOf(range);
    if (box !== null && share !== null) box.scrollLeft = share * box.scrollWidth - box.clientWidth / 2;
  }, [range]);

  const walk = (event: KeyboardEvent) => {
    const next = stop === null ? null : nextBar(rows, stop, event.key);
    if (next === null) return;
    event.preventDefault();
    setCurrent(next.key);
    chart.current?.querySelector<HTMLElement>(`[data-bar="${CSS.escape(next.key)}"]`)?.focus();
  };

  return (
    <section ref={chart} className={classes.scroll} aria-label="Timeline" onKeyDown={walk}>
      <div className={classes.chart} style={{ '--days': range.days.length } as React.CSSProperties}>
        <Days range={range} />
        {rows.map(({ rowKey, name, slots }) => (
          <section key={rowKey} aria-label={name} className={classes.row}>
            <h2 className={classes.name}>{name}</h2>
            {slots.map((slot) => (
              <Slot key={slot.position} slot={slot} range={range} stop={stop} view={view} onFocus={setCurrent} />
            ))}
          </section>
        ))}
      </div>
    </section>
  );
}

interface SlotProps {
  readonly slot: TimelineSlot;
  readonly range: TimelineRange;
  readonly stop: string | null;
  readonly view: PinsQueryState;
  readonly onFocus: (key: string) => void;
}

function Slot({ slot: { position, laneCount, bars }, range, stop, view, onFocus }: SlotProps) {
  return (
    <div className={classes.slot}>
      <span className={classes.label}>Slot {position + 1}</span>
      <div className={classes.track} style={{ '--lanes': laneCount } as React.CSSProperties}>
        <Ground range={range} />
        <ul className={classes.bars} aria-label={`Slot ${position + 1}`}>
          {bars.map((bar) => (
            <TimelineBarButton key={bar.key} bar={bar} isStop={bar.key === stop} view={view} onFocus={onFocus} />
          ))}
        </ul>
      </div>
    </div>
  );
}

function Days({ range: { days } }: { range: TimelineRange }) {
  const zone = useZone();
  const isShort = days.length > 7;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone.name,
    day: 'numeric',
    ...(!isShort && { weekday: 'short', month: 'short' }),
  });
  return (
    <div className={classes.days} aria-hidden>
      <span />
      {days.map(({ day, fromMs, isWeekend }) => (
        <span key={day} className={classes.day} data-weekend={isWeekend || undefined}>
          {format.format(fromMs)}
        </span>
      ))}
    </div>
  );
}

/** Days and the moment that is now, behind the bars. */
function Ground({ range }: { range: TimelineRange }) {
  const { days } = range;
  const nowShare = nowShareOf(range);
  return (
    <div className={classes.ground} aria-hidden>
      {days.map(({ day, isWeekend, ...time }) => (
        <span
          key={day}
          className={classes.dayGround}
          data-weekend={isWeekend || undefined}
          style={{ flexGrow: time.untilMs - time.fromMs }}
        />
      ))}
      {nowShare !== null && <span className={classes.now} style={{ left: `${nowShare * 100}%` }} />}
    </div>
  );
}

/** Where now is in the range, 0..1; null: it is not in it. */
function nowShareOf({ fromMs, untilMs }: TimelineRange): number | null {
  const share = (Date.now() - fromMs) / (untilMs - fromMs);
  return share >= 0 && share <= 1 ? share : null;
}
