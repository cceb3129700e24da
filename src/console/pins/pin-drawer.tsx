import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Failure } from '../parts/failure.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useSession } from '../session/session.tsx';
import { useZone } from '../shell/zone.tsx';
import { PinEditor } from './pin-editor.tsx';
import { draftOfPin, fieldsOf } from './pin-fields.ts';
import type { OpenPin } from './pins-query.ts';
import { PinReport } from './report/pin-report.tsx';
import type { PinsQueryState } from './use-pins-query.ts';

/** Beside the list: the pin that is made, edited or looked at, as the address says. */
export function PinDrawer({ view }: { view: PinsQueryState }) {
  const { open } = view.query;
  const isWide = useMediaQuery('(min-width: 48em)', true);
  const hasChanges = useRef(false);
  const [isAsking, setAsking] = useState(false);
  const close = () => {
    hasChanges.current = false;
    setAsking(false);
    view.set({ open: null });
  };
  return (
    <Drawer
      opened={open !== null}
      onClose={() => (hasChanges.current ? setAsking(true) : close())}
      position="right"
      size={isWide ? 560 : '100%'}
      title={open === null ? '' : TITLES[open.what]}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {open?.what === 'report' && <PinReport pinId={open.pinId} view={view} />}
      {open !== null && open.what !== 'report' && (
        <Opened
          key={JSON.stringify(open)}
          open={open}
          view={view}
          onClose={close}
          isAsking={isAsking}
          onGoOn={() => setAsking(false)}
          onChanges={(has) => {
            hasChanges.current = has;
          }}
        />
      )}
    </Drawer>
  );
}

interface OpenedProps {
  readonly open: Exclude<OpenPin, { what: 'report' }>;
  readonly view: PinsQueryState;
  readonly onClose: () => void;
  readonly isAsking: boolean;
  readonly onGoOn: () => void;
  readonly onChanges: (has: boolean) => void;
}

/** The editor of a pin as it is when it is opened. */
function Opened({ open, view, ...editor }: OpenedProps) {
  const { client } = useSession();
  const zone = useZone();
  const pinId = open.what === 'new' ? null : open.pinId;
  // Only where the editor asks for it: a newer version must not wipe what is typed.
  const [readings, setReadings] = useState(0);
  const loaded = useQuery({
    queryKey: ['pin', pinId],
    enabled: pinId !== null,
    // What is edited stays as it was read; whether it is still so is asked for aside.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await client.getPin({ pinId: pinId! }, { signal })).pin,
  });
  if (pinId === null) {
    const { rowId, itemId, campaign } = view.query;
    const begun = { ...(itemId && { itemId }), ...(rowId && { rowId }), ...(campaign && { campaign }) };
    return <PinEditor {...editor} onReadAgain={editor.onClose} base={null} initial={fieldsOf(begun, zone.name)} />;
  }
  if (loaded.isPending) return <Waiting />;
  if (loaded.isError) return <Failure error={loaded.error} onRetry={() => void loaded.refetch()} />;
  const initial = fieldsOf(draftOfPin(loaded.data), zone.name);
  return (
    <PinEditor
      key={readings}
      {...editor}
      onReadAgain={() => void loaded.refetch().then(() => setReadings(readings + 1))}
      base={open.what === 'edit' ? loaded.data : null}
      initial={initial}
    />
  );
}

const TITLES = { new: 'New pin', edit: 'Edit pin', copy: 'Duplicate pin', report: 'What came of it' } as const;
