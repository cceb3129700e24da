import { CsvButton } from './csv-button.tsx';
import { reportCsv } from './report-csv.ts';
import type { ReportRow, TableColumn } from './table-columns.ts';

interface DownloadCsvProps {
  /** Of the table: the file is named for it. */
  readonly name: string;
  readonly rows: readonly ReportRow[];
  readonly columns: readonly TableColumn[];
}

/** The table as it stands, as a file: its rows and columns in their order, also those that have not been drawn yet. */
export function DownloadCsv({ name, rows, columns }: DownloadCsvProps) {
  return <CsvButton name={name} disabled={rows.length === 0} csv={() => reportCsv(rows, columns)} />;
}
