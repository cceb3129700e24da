import { Alert, Group, Loader, Stack, Text } from '@mantine/core';
import { CheckCircledIcon, ExclamationTriangleIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import type { PinAnswer } from '../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { useSession } from '../session/session.tsx';
import { useZone } from '../shell/zone.tsx';
import { effectiveGroups, reachText } from './pin-words.ts';
import { useItem } from './use-item.ts';
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
          {answer.warnings.map((warning) => (
            <Warning key={`${warning.code} ${warning.pinId ?? ''}`} warning={warning} />
          ))}
          <Effective answer={answer} />
          <Group gap="xs">
            <Text size="sm">{reachText(answer.reach)}</Text>
            {isChecking && <Loader size={14} role="status" aria-label="Asking again" />}
          </Group>
        </>
      )}
    </Stack>
  );
}

function Warning({ warning: { code, detail, pinId } }: { warning: PinAnswer['warnings'][number] }) {
  const isGood = GOOD.includes(code);
  return (
    <Alert
      color={isGood ? 'gray' : 'yellow'}
      icon={isGood ? <CheckCircledIcon /> : <ExclamationTriangleIcon />}
      py="xs"
    >
      <Text size="sm">{pinId === undefined ? detail : <OfOtherPin pinId={pinId} detail={detail} />}</Text>
    </Alert>
  );
}

/** The service names the other pin by its id; an editor knows it by its item. */
function OfOtherPin({ pinId, detail }: { pinId: string; detail: string }) {
  const { client } = useSession();
  const { data: pin } = useQuery({
    queryKey: ['pin-now', pinId],
    queryFn: async ({ signal }) => (await client.getPin({ pinId }, { signal })).pin,
  });
  return pin === undefined ? detail : <ByItem itemId={pin.itemId} pinId={pinId} detail={detail} />;
}

function ByItem({ itemId, pinId, detail }: { itemId: string; pinId: string; detail: string }) {
  const { title } = useItem(itemId);
  return detail.replace(`Pin ${pinId}`, `The pin of “${title}”`);
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
