import { Button } from '@mantine/core';
import { DownloadIcon } from '@radix-ui/react-icons';
import { downloadText } from '../../parts/download-text.ts';

interface CsvButtonProps {
  /** What it is of: the file is named for it. */
  readonly name: string;
  readonly disabled?: boolean;
  /** Made when it is asked for. */
  readonly csv: () => string;
}

/** What is on screen as a file. */
export function CsvButton({ name, disabled = false, csv }: CsvButtonProps) {
  const file = `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}.csv`;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<DownloadIcon />}
      disabled={disabled}
      aria-label={`CSV of ${name}`}
      onClick={() => downloadText(file, csv(), 'text/csv;charset=utf-8')}
    >
      CSV
    </Button>
  );
}
