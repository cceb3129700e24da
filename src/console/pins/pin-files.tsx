import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { DotsHorizontalIcon, DownloadIcon, UploadIcon } from '@radix-ui/react-icons';
import { useState } from 'react';
import type { Input } from '../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { useSession } from '../session/session.tsx';
import { PinUpload } from './pin-upload.tsx';
import { useCall } from './use-call.ts';

/** Many pins at once: down as CSV, up as NDJSON. */
export function PinFiles({ filters }: { filters: NonNullable<Input<'listPins'>> }) {
  const { sendFile } = useSession();
  const { call, isBusy } = useCall();
  const [isUploading, setUploading] = useState(false);

  const download = () =>
    call(async () => {
      try {
        const search = new URLSearchParams(Object.entries(filters).map(([name, value]) => [name, String(value)]));
        const response = await sendFile(`/v1/pins?${search}`, { headers: { accept: 'text/csv' } });
        saveAs(await response.blob(), 'pins.csv');
      } catch (error) {
        notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false });
      }
    });

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} loading={isBusy} aria-label="Many pins at once">
            <DotsHorizontalIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<DownloadIcon />} onClick={download}>
            Download these as CSV
          </Menu.Item>
          <Menu.Item leftSection={<UploadIcon />} onClick={() => setUploading(true)}>
            Upload NDJSON …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PinUpload isOpen={isUploading} onClose={() => setUploading(false)} />
    </>
  );
}

function saveAs(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
