import { Alert, Button, Code, FileButton, Group, Loader, Modal, Stack, Table, Text } from '@mantine/core';
import { CheckCircledIcon, DownloadIcon, ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkAnswer } from '../../../../clients/typescript/src/index.ts';
import { downloadText } from '../../parts/download-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { useSession } from '../../session/session.tsx';
import classes from '../catalogue.module.css';
import { reportCsv, reportText, sizeText } from './import-report.ts';

type Upload =
  | { readonly step: 'choose' }
  | { readonly step: 'sending'; readonly file: File }
  | { readonly step: 'done'; readonly file: File; readonly report: BulkAnswer }
  | { readonly step: 'failed'; readonly file: File; readonly error: unknown };

/** A file of items, one JSON object a line: chosen or dropped, sent as it is read, and then what became of each line. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const { sendFile } = useSession();
  const queries = useQueryClient();
  const [upload, setUpload] = useState<Upload>({ step: 'choose' });
  const [isOver, setOver] = useState(false);

  async function send(file: File | null | undefined): Promise<void> {
    if (!file) return;
    setUpload({ step: 'sending', file });
    try {
      const headers = { 'content-type': 'application/x-ndjson' };
      const answer = await sendFile('/v1/items', { method: 'POST', headers, body: file });
      setUpload({ step: 'done', file, report: (await answer.json()) as BulkAnswer });
    } catch (error) {
      setUpload({ step: 'failed', file, error });
    }
    await queries.invalidateQueries({ queryKey: ['items'] });
  }

  const isSending = upload.step === 'sending';
  return (
    <Modal
      opened
      onClose={onClose}
      title="Upload items"
      size="lg"
      closeOnClickOutside={!isSending}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        {isSending ? (
          <Group role="status">
            <Loader size="sm" />
            <Text size="sm">
              Sending {upload.file.name}, {sizeText(upload.file.size)} …
            </Text>
          </Group>
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same by keyboard.
          <div
            className={classes.drop}
            data-over={isOver || undefined}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              void send(event.dataTransfer.files[0]);
            }}
          >
            <Stack gap="xs" align="center">
              <Text size="sm">Drop an NDJSON file here, or</Text>
              <FileButton onChange={(file) => void send(file)} accept=".ndjson,.jsonl,.json,application/x-ndjson">
                {(props) => (
                  <Button {...props}>{upload.step === 'choose' ? 'Choose a file' : 'Choose another file'}</Button>
                )}
              </FileButton>
              <Text size="xs" c="dimmed">
                One item a line, such as <Code>{EXAMPLE}</Code>. An item that is there is replaced; a line that is
                refused stops nothing.
              </Text>
            </Stack>
          </div>
        )}
        {upload.step === 'failed' && <Failure error={upload.error} onRetry={() => void send(upload.file)} />}
        {upload.step === 'done' && <Report name={upload.file.name} report={upload.report} />}
      </Stack>
    </Modal>
  );
}

function Report({ name, report }: { name: string; report: BulkAnswer }) {
  const { rejected, rejectedCount } = report;
  const isClean = rejectedCount === 0;
  return (
    <Stack gap="sm" component="section" aria-label="Import report">
      <Alert
        color={isClean ? 'green' : 'yellow'}
        icon={isClean ? <CheckCircledIcon /> : <ExclamationTriangleIcon />}
        title={name}
        role="status"
      >
        {reportText(report)}
      </Alert>
      {!isClean && (
        <>
          <Table.ScrollContainer minWidth={420} mah={320} type="native" tabIndex={0} aria-label="Refused lines">
            <Table fz="sm" stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Line</Table.Th>
                  <Table.Th>Code</Table.Th>
                  <Table.Th>What is wrong</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rejected.slice(0, MOST_SHOWN).map(({ line, code, detail }) => (
                  <Table.Tr key={line}>
                    <Table.Td>{line}</Table.Td>
                    <Table.Td>
                      <Code>{code}</Code>
                    </Table.Td>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>{detail}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {rejectedCount > MOST_SHOWN && `The first ${MOST_SHOWN} of ${rejectedCount.toLocaleString('en')}.`}
            </Text>
            <Button
              variant="default"
              leftSection={<DownloadIcon />}
              onClick={() => downloadText(`${name}.refused.csv`, reportCsv(report), 'text/csv')}
            >
              Download all {rejected.length.toLocaleString('en')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

const MOST_SHOWN = 100;
const EXAMPLE =
  '{"itemId": "heat", "type": "film", "title": "Heat", "maturity": "adult", "windows": [{"region": "*"}]}';
