import { Tooltip } from '@mantine/core';
import { ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { audienceText } from '../../parts/audience-text.ts';
import { useSegments } from '../../parts/use-segments.ts';
import { useZone } from '../../shell/zone.tsx';
import { STATES } from '../pin-state-badge.tsx';
import { repeatText, timeText } from '../pin-words.ts';
import { useItem } from '../use-item.ts';
import type { PinsQueryState } from '../use-pins-query.ts';
import classes from './timeline.module.css';
import type { TimelineBar } from './timeline-layout.ts';

interface TimelineBarButtonProps {
  readonly bar: TimelineBar;
  /** Whether Tab stops here. */
  readonly isStop: boolean;
  readonly view: PinsQueryState;
  readonly onFocus: (key: string) => void;
}

/** One time of a pin; opens it. */
export function TimelineBarButton({ bar, isStop, view, onFocus }: TimelineBarButtonProps) {
  const { pin, key, lane, left, width, fromMs, untilMs, losesTo, winsOver } = bar;
  const zone = useZone();
  const segments = useSegments();
  const { title } = useItem(pin.itemId);
  const { from, until, repeat, timeZone, audience, state, pinId } = pin;
  const when =
    repeat === null
      ? timeText(from, until, zone.name, Date.now())
      : `${timeText(new Date(fromMs).toISOString(), new Date(untilMs).toISOString(), zone.name, Date.now())}, of ${repeatText(repeat, timeZone)}`;
  const facts = [STATES[state].name, when, audienceText(audience, segments), conflictText(losesTo, winsOver)];
  const words = facts.filter((fact) => fact !== '').join('. ');
  const what = state === 'withdrawn' ? 'report' : 'edit';
  return (
    <li
      className={classes.bar}
      style={{ left: `${left * 100}%`, width: `${width * 100}%`, '--lane': lane } as React.CSSProperties}
    >
      <Tooltip label={`${title}. ${words}`} multiline maw={320} events={{ hover: true, focus: true, touch: false }}>
        <button
          type="button"
          className={classes.button}
          data-bar={key}
          data-state={state}
          data-loses={losesTo.length > 0 || undefined}
          tabIndex={isStop ? 0 : -1}
          aria-label={`${title}. ${words}`}
          onFocus={() => onFocus(key)}
          onClick={() => view.set({ open: { what, pinId: pinId! } })}
        >
          {losesTo.length > 0 && <ExclamationTriangleIcon className={classes.warning} />}
          <span className={classes.title}>{title}</span>
        </button>
      </Tooltip>
    </li>
  );
}

function conflictText(losesTo: readonly string[], winsOver: readonly string[]): string {
  const pins = (count: number) => (count === 1 ? 'another pin' : `${count} other pins`);
  if (losesTo.length > 0) return `Loses its slot to ${pins(losesTo.length)} for some of its audience`;
  return winsOver.length > 0 ? `Keeps its slot from ${pins(winsOver.length)}` : '';
}
