import { ActionIcon, Menu } from '@mantine/core';
import {
  BarChartIcon,
  CopyIcon,
  DotsHorizontalIcon,
  EyeNoneIcon,
  EyeOpenIcon,
  Pencil1Icon,
  ResetIcon,
  TrashIcon,
} from '@radix-ui/react-icons';
import { useRef, useState } from 'react';
import type { Pin } from '../../../clients/typescript/src/index.ts';
import { usePinActions } from './use-pin-actions.ts';
import type { PinsQueryState } from './use-pins-query.ts';
import { WithdrawDialog } from './withdraw-dialog.tsx';

interface PinActionsProps {
  readonly pin: Pin;
  readonly title: string;
  readonly view: PinsQueryState;
}

/** What can be done to a pin. */
export function PinActionsMenu({ pin, title, view }: PinActionsProps) {
  const { setEnabled, putBack, isBusy } = usePinActions(title);
  const [isWithdrawing, setWithdrawing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const pinId = pin.pinId!;
  const isGone = pin.state === 'withdrawn';
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            ref={button}
            variant="subtle"
            color="gray"
            loading={isBusy}
            aria-label={`What to do with ${title}`}
          >
            <DotsHorizontalIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!isGone && (
            <Menu.Item leftSection={<Pencil1Icon />} onClick={() => view.set({ open: { what: 'edit', pinId } })}>
              Edit
            </Menu.Item>
          )}
          <Menu.Item leftSection={<BarChartIcon />} onClick={() => view.set({ open: { what: 'report', pinId } })}>
            Report
          </Menu.Item>
          {!isGone && (
            <Menu.Item leftSection={<CopyIcon />} onClick={() => view.set({ open: { what: 'copy', pinId } })}>
              Duplicate
            </Menu.Item>
          )}
          {!isGone && (
            <Menu.Item
              leftSection={pin.enabled ? <EyeNoneIcon /> : <EyeOpenIcon />}
              onClick={() => setEnabled(pin, !pin.enabled)}
            >
              {pin.enabled ? 'Disable' : 'Enable'}
            </Menu.Item>
          )}
          {isGone ? (
            <Menu.Item leftSection={<ResetIcon />} onClick={() => putBack(pin)}>
              Put back
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<TrashIcon />} onClick={() => setWithdrawing(true)}>
              Withdraw …
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <WithdrawDialog
        pin={pin}
        title={title}
        isOpen={isWithdrawing}
        onClose={() => {
          setWithdrawing(false);
          button.current?.focus();
        }}
      />
    </>
  );
}
