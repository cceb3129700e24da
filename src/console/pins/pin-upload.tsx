import { Button, Code, FileInput, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { CheckCircledIcon, ExclamationTriangleIcon, UploadIcon } from '@radix-ui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { BulkAnswer } from '../../../clients/typescript/src/index.ts';
import { Failure } from '../parts/failure.tsx';
import { createSendKey } from '../parts/send-key.ts';
import { useSession } from '../session/session.tsx';
import { Notice } from './notice.tsx';
import { useCall } from './use-call.ts';

/** Makes a pin of every line of a file. It is tried first; lines that are refused are named, with why. */
export function PinUpload({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { sendFile } = useSession();
  const queries = useQueryClient();
  const { call, isBusy } = useCall();
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<{ answer: BulkAnswer; isTried: boolean } | null>(null);
  const [error, setError] = useState<unknown>(null);
  // One file is made once, however often its sending is tried.
  const sendKey = useRef('');

  const choose = (chosen: File | null) => {
    sendKey.current = createSendKey();
    setFile(chosen);
    setReport(null);
    setError(null);
  };
  const send = (isTried: boolean) =>
    call(async () => {
      setError(null);
      try {
        const response = await sendFile(`/v1/pins?validateOnly=${isTried}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-ndjson',
            ...(!isTried && { 'idempotency-key': sendKey.current }),
          },
          body: file!,
        });
        setReport({ answer: (await response.json()) as BulkAnswer, isTried });
        if (!isTried) await queries.invalidateQueries({ queryKey: ['pins'] });
      } catch (failure) {
        setError(failure);
      }
    });
  const isDone = report !== null && !report.isTried;

  return (
    <Modal opened={isOpen} onClose={onClose} title="Upload pins" size="lg">
      <Stack>
        <FileInput
          label="File"
          description="NDJSON: one pin a line, as POST /v1/pins takes it"
          placeholder="Choose a file"
          leftSection={<UploadIcon />}
          accept=".ndjson,.jsonl,application/x-ndjson"
          value={file}
          onChange={choose}
        />
        <Code block fz="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {EXAMPLE}
        </Code>
        {error !== null && <Failure error={error} />}
        {report !== null && <UploadReport {...report} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {isDone ? 'Close' : 'Cancel'}
          </Button>
          {!isDone && (
            <Button variant="default" disabled={file === null} loading={isBusy} onClick={() => send(true)}>
              Try it
            </Button>
          )}
          {!isDone && (
            <Button disabled={file === null} loading={isBusy} onClick={() => send(false)}>
              Make the pins
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function UploadReport({
  answer: { accepted, rejected, rejectedCount },
  isTried,
}: {
  answer: BulkAnswer;
  isTried: boolean;
}) {
  const isGood = rejectedCount === 0;
  const made = isTried ? `${count(accepted)} would be made` : `${count(accepted)} made`;
  return (
    <Stack gap="xs" role="status">
      <Notice
        color={isGood ? 'green' : 'yellow'}
        icon={isGood ? <CheckCircledIcon /> : <ExclamationTriangleIcon />}
        title={isGood ? `${made}, none refused` : `${made}, ${count(rejectedCount)} refused`}
      >
        {isTried && <Text size="sm">Nothing is stored yet.</Text>}
      </Notice>
      {rejected.length > 0 && (
        <Table.ScrollContainer minWidth={360} mah={260} scrollAreaProps={{ tabIndex: 0 }}>
          <Table fz="sm" aria-label="Lines that were refused">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Line</Table.Th>
                <Table.Th>Why</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rejected.slice(0, MOST_SHOWN).map(({ line, detail }) => (
                <Table.Tr key={line}>
                  <Table.Td>{line}</Table.Td>
                  <Table.Td>{detail}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {rejectedCount > MOST_SHOWN && <Text size="sm">The first {MOST_SHOWN} are shown.</Text>}
    </Stack>
  );
}

const count = (pins: number): string => `${pins.toLocaleString('en')} ${pins === 1 ? 'pin' : 'pins'}`;
const MOST_SHOWN = 200;
const EXAMPLE =
  '{"itemId": "heat-1995", "rowId": "top-picks", "position": 0, "from": "2026-12-01T00:00:00Z", "until": "2026-12-08T00:00:00Z"}';
