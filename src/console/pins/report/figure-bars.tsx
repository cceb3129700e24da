import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './figure-bars.module.css';

export interface Bar {
  readonly key: string;
  readonly name: ReactNode;
  readonly text: string;
  /** 0..1; null: no bar. */
  readonly share: number | null;
}

/** Figures below each other, each with a bar as long as its share. The bars say nothing that the figures do not. */
export function FigureBars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  return (
    <dl className={classes.figures} aria-label={label}>
      {bars.map(({ key, name, text, share }) => (
        <div key={key} className={classes.figure}>
          <Text component="dt" size="sm" className={classes.name}>
            {name}
          </Text>
          <Text component="dd" size="sm" fw={550} className={classes.text}>
            {text}
          </Text>
          <span className={classes.track} aria-hidden>
            {share !== null && <span className={classes.bar} style={{ width: `${Math.min(1, share) * 100}%` }} />}
          </span>
        </div>
      ))}
    </dl>
  );
}
