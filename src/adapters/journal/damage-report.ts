import type { Logger } from '../../domain/ports/logger.ts';

/** 'within' is between whole records; 'tail' is what was cut off the end when the journal was opened. */
export type DamagePlace = 'within' | 'tail';

/** Says once what of a journal was no record, and counts it. */
export interface DamageReport {
  within(damage: { readonly position: number; readonly bytes: number }): void;
  tail(damage: { readonly path: string; readonly position: number; readonly bytes: number }): void;
  header(damage: { readonly path: string; readonly bytes: number }): void;
}

export function createDamageReport(deps: {
  readonly directory: string;
  readonly logger: Logger;
  readonly onDamage: (place: DamagePlace, bytes: number) => void;
}): DamageReport {
  const { directory, logger, onDamage } = deps;
  /** Both cursors and every start over meet the same damage. */
  const reported = new Set<number>();

  return {
    within({ position, bytes }) {
      if (reported.has(position)) return;
      reported.add(position);
      logger.error({ directory, position, bytes }, 'journal: damaged bytes skipped; what they held is lost');
      onDamage('within', bytes);
    },
    tail({ path, position, bytes }) {
      logger.warn({ path, position, cutBytes: bytes }, 'journal: cut a torn tail');
      onDamage('tail', bytes);
    },
    header({ path, bytes }) {
      logger.error({ path }, 'journal: a segment header is damaged; its records are read by their own checksums');
      onDamage('within', bytes);
    },
  };
}
