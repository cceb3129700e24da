import type { ReactNode } from 'react';
import classes from './tv.module.css';

interface TvRowProps {
  /** As it is read out: "Row 1: Top picks". */
  readonly label: string;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  /** Its cards, list items each. */
  readonly children: ReactNode;
}

/** A row of a page as on a TV: what it is called, and its cards, which scroll sideways. */
export function TvRow({ label, title, note = null, children }: TvRowProps) {
  return (
    <section className={classes.row} aria-label={label}>
      <div className={classes.heading}>
        <h3 className={classes.title}>{title}</h3>
        {note !== null && <span className={classes.note}>{note}</span>}
      </div>
      <ul className={classes.cards}>{children}</ul>
    </section>
  );
}
