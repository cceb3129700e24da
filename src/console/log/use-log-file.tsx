import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Input } from '../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useCall } from '../pins/use-call.ts';
import { useSession } from '../session/session.tsx';
import { useZone } from '../shell/zone.tsx';
import { impressionsPath } from './log-curl.ts';

export type FileFormat = (typeof FILE_FORMATS)[number]['format'];
type Asked = NonNullable<Input<'listImpressions'>>;

/** A question over the log answered as a file; where one file does not hold all, the next is offered. */
export function useLogFile() {
  const { sendFile } = useSession();
  const zone = useZone();
  const { call, isBusy } = useCall();

  const download = (asked: Asked, format: FileFormat, part = 1) =>
    call(async () => {
      try {
        const response = await sendFile(impressionsPath({ ...asked, format }));
        const name = part === 1 ? `impressions.${format}` : `impressions-${part}.${format}`;
        saveFile(name, await response.blob());
        const cursor = response.headers.get('marquee-next-cursor');
        const scannedTo = response.headers.get('marquee-scanned-to');
        if (cursor === null || scannedTo === null) return;
        const id = notifications.show({
          autoClose: false,
          message: (
            <Group gap="xs">
              <Text size="sm">
                {name} has the newest, down to {zone.formatExactly(scannedTo)}. Older ones are left.
              </Text>
              <Button
                size="compact-sm"
                variant="light"
                onClick={() => {
                  notifications.hide(id);
                  const { from: _, to: __, ...rest } = asked;
                  download({ ...rest, cursor }, format, part + 1);
                }}
              >
                Take the next part
              </Button>
            </Group>
          ),
        });
      } catch (error) {
        notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false });
      }
    });

  return { download, isBusy };
}

export const FILE_FORMATS = [
  { format: 'csv', name: 'CSV' },
  { format: 'ndjson', name: 'NDJSON' },
  { format: 'parquet', name: 'Parquet' },
] as const;
