import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { CheckCircledIcon, ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { sentenceOf } from '../parts/failure.tsx';
import { useZone } from '../shell/zone.tsx';
import { effectiveGroups, reachText } from './pin-words.ts';
import type { PinCheck } from './use-pin-check.ts';

/** What the service says to the pin as it is in the form: what to know, when it can show, how many see it. */
export function PinCheckPanel({ check: { answer, isChecking, error } }: { check: PinCheck }) {
  if (error)
    return (
      <Alert color="red" icon={<ExclamationTriangleIcon />} role="alert">
        {sentenceOf(error)}
      </Alert>
    );
  return (
    <Stack gap="xs" aria-live="polite" aria-busy={isChecking} mih={72}>
      {answer === null ? (
        <Text size="sm" c="dimmed">
          {isChecking ? 'Asking what it will do …' : 'What this pin will do is said here as soon as it is whole.'}
        </Text>
      ) : (
        <>
          {answer.warnings.map(({ code, detail, pinId }) => (
            <Alert
              key={`${code} ${pinId ?? ''}`}
              color={GOOD.includes(code) ? 'gray' : 'yellow'}
              icon={GOOD.includes(code) ? <CheckCircledIcon /> : <ExclamationTriangleIcon />}
              py="xs"
            >
              <Text size="sm">{detail}</Text>
            </Alert>
          ))}
          <Effective answer={answer} />
          <Group gap="xs">
            <Text size="sm">{reachText(answer.reach)}</Text>
            {isChecking && <Loader size={14} aria-label="Asking again" />}
          </Group>
        </>
      )}
    </Stack>
  );
}

function Effective({ answer }: { answer: NonNullable<PinCheck['answer']> }) {
  const zone = useZone();
  const groups = effectiveGroups(answer.effective);
  if (groups.length === 0) return <Text size="sm">There is no time at which it can show.</Text>;
  return (
    <Stack gap={2} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label="When it can show">
      {groups.slice(0, MOST_TIMES).map(({ regions, from, until }) => (
        <Text key={`${regions} ${from}`} size="sm" component="li">
          <time dateTime={from}>{zone.format(from)}</time> – <time dateTime={until}>{zone.format(until)}</time>
          {regions !== '*' && ` in ${regions}`}
        </Text>
      ))}
      {groups.length > MOST_TIMES && (
        <Text size="sm" c="dimmed" component="li">
          and {groups.length - MOST_TIMES} more times
        </Text>
      )}
    </Stack>
  );
}

/** Worth knowing, and nothing to mend. */
const GOOD: readonly string[] = ['wins-over-pin'];
const MOST_TIMES = 4;
