import { Button, Drawer, Group, Stack, Text, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { MagnifyingGlassIcon, PlusIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useSearchParams } from 'wouter';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useIsEdited } from '../../parts/use-edited.ts';
import { Waiting } from '../../parts/waiting.tsx';
import { PinStateBadge } from '../../pins/pin-state-badge.tsx';
import { useSession } from '../../session/session.tsx';
import classes from '../catalogue.module.css';
import { type EditorialNoun, editorialDesk, type ObjectOf } from './editorial-desk.ts';
import { EditorialEditor } from './editorial-editor.tsx';
import type { EditorialKind } from './editorial-kind.ts';

/** The frame of the three editors: all there are on the left, the one that is open on the right; on a phone it covers the list. */
export function EditorialTab<Noun extends EditorialNoun, Fields extends object>({
  kind,
}: {
  kind: EditorialKind<Noun, Fields>;
}) {
  const { client } = useSession();
  const [query, setQuery] = useSearchParams();
  const field = useRef<HTMLInputElement>(null);
  const isNarrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const all = useQuery({
    queryKey: [kind.noun, 'list'],
    queryFn: ({ signal }) => editorialDesk(client, kind.noun).all(signal),
  });
  const id = query.get('id');
  const isOpen = id !== null || query.has('new');
  // What is open may have a search of its own.
  useHotkeys(isOpen ? [] : [['/', () => field.current?.focus()]]);
  const words = query.get('q') ?? '';
  const open = (next: Readonly<Record<string, string>>, replace = false) =>
    setQuery({ ...(words !== '' && { q: words }), ...next }, { replace });
  const shown = (all.data ?? []).filter((object) =>
    `${kind.nameOf(object)} ${kind.idOf(object)} ${kind.lineOf(object)}`.toLowerCase().includes(words.toLowerCase()),
  );
  const editor = isOpen && (
    <EditorialEditor
      key={id ?? ''}
      kind={kind}
      id={id}
      onSaved={(saved) => open({ id: saved }, true)}
      onClose={() => open({})}
    />
  );
  return (
    <div className={isNarrow ? undefined : classes.frame}>
      <Stack gap="sm" component="section" aria-label={kind.names.many}>
        <Group wrap="nowrap" align="end">
          <TextInput
            ref={field}
            type="search"
            aria-label={`Find among the ${kind.names.many.toLowerCase()}`}
            placeholder="Find"
            flex={1}
            leftSection={<MagnifyingGlassIcon />}
            value={words}
            onChange={({ currentTarget: { value } }) =>
              setQuery(
                {
                  ...(value !== '' && { q: value }),
                  ...(id !== null && { id }),
                  ...(query.has('new') && { new: '1' }),
                },
                { replace: true },
              )
            }
          />
          <Button leftSection={<PlusIcon />} onClick={() => open({ new: '1' })}>
            New
          </Button>
        </Group>
        {all.isPending && <Waiting />}
        {all.isError && <Failure error={all.error} onRetry={() => void all.refetch()} />}
        <ul className={classes.rows} aria-label={kind.names.many}>
          {shown.map((object) => (
            <li key={kind.idOf(object)}>
              <Entry
                kind={kind}
                object={object}
                isChosen={kind.idOf(object) === id}
                onOpen={() => open({ id: kind.idOf(object) })}
              />
            </li>
          ))}
        </ul>
        {all.data && shown.length === 0 && (
          <Text size="sm" c="dimmed">
            {words === '' ? kind.invitation : `Nothing among them has “${words}” in it.`}
          </Text>
        )}
      </Stack>
      {isNarrow ? (
        <Drawer
          opened={isOpen}
          onClose={() => open({})}
          position="right"
          size="100%"
          title={kind.names.many}
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          {editor}
        </Drawer>
      ) : (
        editor || (
          <Empty title={`No ${kind.names.one} is open`}>
            Choose one on the left, or make a new one. {kind.invitation}
          </Empty>
        )
      )}
    </div>
  );
}

interface EntryProps<Noun extends EditorialNoun, Fields extends object> {
  readonly kind: EditorialKind<Noun, Fields>;
  readonly object: ObjectOf<Noun>;
  readonly isChosen: boolean;
  readonly onOpen: () => void;
}

function Entry<Noun extends EditorialNoun, Fields extends object>(props: EntryProps<Noun, Fields>) {
  const { kind, object, isChosen, onOpen } = props;
  const isEdited = useIsEdited(`${kind.noun}:${kind.idOf(object)}`);
  const state = kind.stateOf(object);
  return (
    <UnstyledButton
      className={classes.row}
      data-chosen={isChosen || undefined}
      aria-current={isChosen || undefined}
      onClick={onOpen}
    >
      <Stack component="span" gap={0} flex={1} miw={0}>
        <Group component="span" gap={6} wrap="nowrap" justify="space-between">
          <Text component="span" size="sm" fw={550} truncate>
            {kind.nameOf(object)}
            {isEdited && (
              <Text component="span" c="amber.7" fw={700} aria-hidden>
                {' '}
                ●
              </Text>
            )}
          </Text>
          {isEdited && <VisuallyHidden>, not saved</VisuallyHidden>}
          {state !== null && <PinStateBadge state={state} />}
        </Group>
        <Text component="span" size="xs" c="dimmed" truncate display="block">
          {kind.lineOf(object)}
        </Text>
      </Stack>
    </UnstyledButton>
  );
}
