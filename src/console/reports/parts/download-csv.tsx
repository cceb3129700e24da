import { Button } from '@mantine/core';
import { DownloadIcon } from '@radix-ui/react-icons';
import { downloadText } from '../../parts/download-text.ts';
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
  const file = `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}.csv`;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<DownloadIcon />}
      disabled={rows.length === 0}
      onClick={() => downloadText(file, reportCsv(rows, columns), 'text/csv;charset=utf-8')}
    >
      CSV
    </Button>
  );
}
