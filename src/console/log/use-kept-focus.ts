import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * Whoever narrows a table by keys stays in it: when the cell in focus is gone with its row, the first one like it (`data-name`) has the
 * focus, or else the first of the table.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>, rows: unknown) {
  /** What was in focus last, until the focus goes elsewhere. */
  const last = useRef<{ readonly name: string | undefined } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other rows.
  useEffect(() => {
    if (last.current === null || document.activeElement !== document.body) return;
    const { name } = last.current;
    const like = name === undefined ? null : root.current?.querySelector<HTMLElement>(`[data-name="${name}"]`);
    (like ?? root.current?.querySelector<HTMLElement>('[data-row]'))?.focus();
  }, [rows]);
  return {
    onFocus({ target }: FocusEvent) {
      last.current = { name: (target as HTMLElement).dataset.name };
    },
    onBlur({ relatedTarget }: FocusEvent) {
      // Where the focus goes nowhere, what had it may be gone.
      if (relatedTarget !== null) last.current = null;
    },
  };
}
