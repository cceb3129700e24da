import { Button, Popover, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { sentenceOf } from './failure.tsx';

interface ReasonButtonProps {
  /** On the button: "Delete". */
  readonly label: string;
  readonly icon?: ReactNode;
  /** What is asked: "Why (optional)". */
  readonly question: string;
  /** On the button that does it: "Delete it". */
  readonly confirm: string;
  readonly color?: string;
  readonly variant?: 'default' | 'subtle' | 'filled';
  readonly isReasonNeeded?: boolean;
  /** Rejects with why it cannot be done; the sentence stands in the popover. */
  readonly onConfirm: (reason: string) => Promise<void>;
}

/** A button that asks why, in one field: Enter does it. */
export function ReasonButton({
  label,
  icon,
  question,
  confirm,
  color,
  variant,
  onConfirm,
  ...rest
}: ReasonButtonProps) {
  const { isReasonNeeded = false } = rest;
  const [isAsking, asking] = useDisclosure(false);
  const [isBusy, setBusy] = useState(false);
  const [reason, setReason] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);

  async function doIt(): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await onConfirm(reason.trim());
      asking.close();
      setReason('');
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Popover opened={isAsking} onChange={(open) => !open && asking.close()} position="bottom" trapFocus withinPortal>
      <Popover.Target>
        <Button
          variant={variant ?? 'default'}
          color={color}
          leftSection={icon}
          onClick={asking.toggle}
          size="xs"
          flex="none"
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw={340}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            void doIt();
          }}
        >
          <Stack gap="xs">
            <TextInput
              label={question}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={500}
              data-autofocus
            />
            {trouble !== null && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                {trouble}
              </Text>
            )}
            <Button
              type="submit"
              size="xs"
              color={color}
              loading={isBusy}
              disabled={isReasonNeeded && reason.trim() === ''}
            >
              {confirm}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
