import type { EventType, Trigger } from '../domain/event.ts';
import { reachesPortion, STARTED_PORTION } from './user-state.ts';

/**
 * How much one event says "I liked this", 0..1; NaN as `value` means that the event had none. Chosen by hand, in the order
 * in which viewers spend something on a title: their time most, a tap least. What a title's events say together is
 * history.ts's to decide.
 *
 * | event | strength |
 * |---|---|
 * | complete | 1 |
 * | rate | .1 at -1 to 1 at +1, linear: even a bad opinion is about something that was chosen. No value: 0 |
 * | progress | portion, from .1 on; less was a look inside: .1 |
 * | play | .5; by autoplay .3; a preview is no play: .05 |
 * | list-add | .5 |
 * | click | .15 |
 * | viewed, dismiss, hide, unhide, list-remove | 0 |
 */
export function eventStrength(type: EventType, value: number, trigger: Trigger): number {
  switch (type) {
    case 'complete':
      return 1;
    case 'rate':
      return Number.isNaN(value) ? 0 : 0.1 + 0.45 * (1 + value);
    case 'progress':
      return reachesPortion(value, STARTED_PORTION) ? Math.min(1, value) : 0.1;
    case 'play':
      return trigger === 'user' ? 0.5 : trigger === 'autoplay' ? 0.3 : 0.05;
    case 'list-add':
      return 0.5;
    case 'click':
      return 0.15;
    default:
      return 0;
  }
}
