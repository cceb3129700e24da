import classes from './log.module.css';
import { delayText } from './log-times.ts';
import type { Outcome } from './log-words.ts';

/** How far it came, and how long after it was served. */
export function OutcomeText({ outcome: { kind, text, at }, servedAt }: { outcome: Outcome; servedAt: string }) {
  return (
    <span className={classes.outcome} data-kind={kind}>
      {text}
      {at !== null && kind !== 'viewed' && <span className={classes.delay}>{delayText(servedAt, at)}</span>}
    </span>
  );
}
