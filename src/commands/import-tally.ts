import { createReportBuilder, type ImportRecord } from '../catalogue/import-report.ts';
import type { Clock } from '../domain/clock.ts';
import type { Answer } from './shell.ts';

/** Counts what an import does and puts it into words. */
export interface ImportTally {
  add(record: ImportRecord<unknown>): void;
  stored(items: { created: number; changed: number; unchanged: number }): void;
  took(events: number, decisions?: number): void;
  readonly events: number;
  acceptedOf(file: string): number;
  answer(): Answer;
}

const SHOWN_REFUSALS = 20;

export function createImportTally(clock: Clock): ImportTally {
  const startedMs = clock.monotonicMs();
  const builder = createReportBuilder();
  const items = { created: 0, changed: 0, unchanged: 0 };
  let events = 0;
  let decisions = 0;
  return {
    add: builder.add,
    stored({ created, changed, unchanged }) {
      items.created += created;
      items.changed += changed;
      items.unchanged += unchanged;
    },
    took(eventCount, decisionCount = 0) {
      events += eventCount;
      decisions += decisionCount;
    },
    get events() {
      return events;
    },
    acceptedOf: (file) => builder.report().files[file]?.accepted ?? 0,
    answer() {
      const report = builder.report();
      const seconds = Math.round(clock.monotonicMs() - startedMs) / 1000;
      const lines = [
        `${report.accepted} records taken, ${report.refused} refused, in ${seconds} s.`,
        `items: ${items.created} new, ${items.changed} changed, ${items.unchanged} as they were; events: ${events}; decisions: ${decisions}`,
        ...Object.entries(report.refusedByCode).map(([code, count]) => `refused as ${code}: ${count}`),
        ...report.examples
          .slice(0, SHOWN_REFUSALS)
          .map(({ file, line, code, detail }) => `  ${file}:${line} ${code}: ${detail}`),
      ];
      if (report.refused > SHOWN_REFUSALS) lines.push(`  ... and ${report.refused - SHOWN_REFUSALS} more`);
      const tookNothing = report.accepted === 0 && report.refused > 0;
      return {
        json: { ...report, items, events, decisions, seconds },
        text: lines.join('\n'),
        exitCode: tookNothing ? 1 : 0,
      };
    },
  };
}
