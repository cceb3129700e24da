import { Alert, Button, Checkbox, Code, Divider, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Wordmark } from '../shell/wordmark.tsx';
import type { ConsoleSettings } from './settings.ts';

interface LoginPageProps {
  readonly settings: ConsoleSettings;
  readonly isTrying: boolean;
  /** Why the last attempt failed; null: it did not. */
  readonly trouble: string | null;
  readonly onKey: (key: string, keep: boolean) => void;
  readonly onOidc: (() => void) | null;
}

export function LoginPage({ settings, isTrying, trouble, onKey, onOidc }: LoginPageProps) {
  const [key, setKey] = useState('');
  const [keep, setKeep] = useState(false);
  return (
    <Stack component="main" align="center" justify="center" mih="100dvh" p="md">
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={420}>
        <Stack>
          <Wordmark size={34} />
          <Title order={1} size="h3">
            Log in
          </Title>
          {trouble !== null && (
            <Alert color="red" role="alert">
              {trouble}
            </Alert>
          )}
          {onOidc !== null && (
            <>
              <Button onClick={onOidc} loading={isTrying}>
                Continue with your company login
              </Button>
              <Divider label="or" />
            </>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              onKey(key.trim(), keep);
            }}
          >
            <Stack>
              <PasswordInput
                label="Key"
                description="Of an editor, an analyst or an admin"
                value={key}
                onChange={(event) => setKey(event.currentTarget.value)}
                autoComplete="off"
                data-autofocus
                autoFocus
                required
                withAsterisk={false}
              />
              <Checkbox
                label="Keep me logged in on this browser"
                checked={keep}
                onChange={(event) => setKeep(event.currentTarget.checked)}
              />
              <Button
                type="submit"
                loading={isTrying}
                disabled={key.trim() === ''}
                variant={onOidc ? 'default' : 'filled'}
              >
                Log in
              </Button>
            </Stack>
          </form>
          <Text size="sm" c="dimmed">
            {settings.simulated
              ? 'npm start prints a key of each role; they are also in demo-keys.json of its data directory.'
              : 'No key? Whoever runs the service makes one: '}
            {!settings.simulated && <Code>marquee keys create --role editor</Code>}
          </Text>
        </Stack>
      </Paper>
    </Stack>
  );
}
