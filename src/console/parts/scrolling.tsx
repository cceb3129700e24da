import type { ReactNode } from 'react';

interface ScrollingProps {
  /** What is in it. */
  readonly label: string;
  readonly className: string | undefined;
  readonly id?: string;
  readonly children: ReactNode;
}

/** What is wider or longer than its place: it can be reached and scrolled by keys. */
export function Scrolling({ label, className, id, children }: ScrollingProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <section id={id} className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
