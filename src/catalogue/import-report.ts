/** What became of the records of an import: everything is counted, the first refusals are shown. */
export interface ImportReport {
  readonly accepted: number;
  readonly refused: number;
  /** Refusals by code. */
  readonly refusedByCode: Readonly<Record<string, number>>;
  /** The first refusals, at most `maxExamples` of them. */
  readonly examples: readonly Refusal[];
  /** By source file. */
  readonly files: Readonly<Record<string, { readonly accepted: number; readonly refused: number }>>;
}

/** A record that was not taken: where it stands (line from 1; of a JSON array, the record's number) and why. */
export interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}

/** One record of a source: what it says, or why it was refused. */
export type ImportRecord<T> =
  | { readonly file: string; readonly line: number; readonly value: T; readonly refusal?: undefined }
  | { readonly file: string; readonly line: number; readonly value?: undefined; readonly refusal: Refusal };

export const accepted = <T>(file: string, line: number, value: T): ImportRecord<T> => ({ file, line, value });

export const refused = (file: string, line: number, code: string, detail: string): ImportRecord<never> => ({
  file,
  line,
  refusal: { file, line, code, detail },
});

export interface ReportBuilder {
  add(record: ImportRecord<unknown>): void;
  report(): ImportReport;
}

export function createReportBuilder(maxExamples = 100): ReportBuilder {
  const files: Record<string, { accepted: number; refused: number }> = {};
  const refusedByCode: Record<string, number> = {};
  const examples: Refusal[] = [];
  return {
    add(record) {
      files[record.file] ??= { accepted: 0, refused: 0 };
      const counts = files[record.file]!;
      if (!record.refusal) {
        counts.accepted++;
        return;
      }
      counts.refused++;
      refusedByCode[record.refusal.code] = (refusedByCode[record.refusal.code] ?? 0) + 1;
      if (examples.length < maxExamples) examples.push(record.refusal);
    },
    report() {
      const sum = (key: 'accepted' | 'refused') =>
        Object.values(files).reduce((total, counts) => total + counts[key], 0);
      return { accepted: sum('accepted'), refused: sum('refused'), refusedByCode, examples, files };
    },
  };
}
