import { Text, VisuallyHidden } from '@mantine/core';
import { TriangleDownIcon, TriangleUpIcon } from '@radix-ui/react-icons';
import { type Change, changeIntervalText, changeText, isGood, VERDICTS } from '../change.ts';
import classes from './figures.module.css';

interface ChangeFigureProps {
  readonly change: Change | null;
  readonly direction: 'up' | 'down' | 'neutral';
  /** What it was before, in words: "last Saturday to this hour". */
  readonly since?: string;
}

/** A change with its interval. What the colour says stands there as a word, too. */
export function ChangeFigure({ change, direction, since }: ChangeFigureProps) {
  if (change === null) {
    return (
      <Text component="span" size="xs" c="dimmed">
        {since === undefined ? '–' : `Nothing ${since} to compare with`}
      </Text>
    );
  }
  const good = isGood(change, direction);
  const isClear = change.verdict === 'higher' || change.verdict === 'lower';
  const interval = changeIntervalText(change);
  return (
    <span className={classes.change} data-news={good === null ? 'none' : good ? 'good' : 'bad'}>
      <span className={classes.changeValue}>
        {isClear && (change.by > 0 ? <TriangleUpIcon aria-hidden /> : <TriangleDownIcon aria-hidden />)}
        {changeText(change)}
      </span>
      {/* In a table the sign of a count's change says it all: it has no colour that a word would have to stand in for. */}
      {(!change.isCount || since !== undefined) && (
        <span className={classes.changeMore}>
          {VERDICTS[change.verdict]}
          {since !== undefined && change.verdict !== 'unclear' && ` ${COMPARED[change.verdict]} ${since}`}
          {interval !== '' && (
            <>
              {' · '}
              <VisuallyHidden>between </VisuallyHidden>
              {interval}
            </>
          )}
        </span>
      )}
    </span>
  );
}

const COMPARED = { higher: 'than', lower: 'than', same: 'as' } as const;
