import { Anchor, List, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { type Pin, pagesOf } from '../../../../clients/typescript/src/index.ts';
import { useSession } from '../../session/session.tsx';
import { editorialDesk } from './editorial-desk.ts';
import type { EditorialFormProps } from './editorial-kind.ts';
import { FilterInput } from './filter-input.tsx';
import type { SegmentFields } from './segment-fields.ts';
import { segmentUses } from './segment-uses.ts';

export function SegmentForm({ fields, set, problems, check, id }: EditorialFormProps<'segment', SegmentFields>) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={fields.name}
        error={problems.name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <FilterInput
        over="users"
        label="Who is in it"
        description="Asked anew whenever a page is made"
        value={fields.filter}
        onChange={(filter) => set({ filter })}
        problem={problems.filter}
        error={check.error}
      />
      <Textarea
        label="Note"
        description="Why; the audit keeps it as the reason of the change"
        autosize
        maxLength={2000}
        value={fields.note}
        onChange={({ currentTarget }) => set({ note: currentTarget.value })}
      />
      {id !== null && <UsedBy segmentId={id} />}
    </Stack>
  );
}

/** What would lose its audience: a segment that is used cannot be deleted. */
function UsedBy({ segmentId }: { segmentId: string }) {
  const { client } = useSession();
  const uses = useQuery({
    queryKey: ['segment', 'uses', segmentId],
    queryFn: async ({ signal }) => {
      const allPins = async () => {
        const pins: Pin[] = [];
        for await (const { items } of pagesOf(client.listPins, { limit: 500 })) pins.push(...items);
        return pins;
      };
      const [pins, collections, rules] = await Promise.all([
        allPins(),
        editorialDesk(client, 'collection').all(signal),
        editorialDesk(client, 'rule').all(signal),
      ]);
      return segmentUses(segmentId, { pins, collections, rules });
    },
  });
  if (!uses.data) return null;
  return (
    <Stack gap={4} component="section" aria-label="Used by">
      <Text size="sm" fw={500}>
        Used by
      </Text>
      {uses.data.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing names it yet.
        </Text>
      ) : (
        <List size="sm">
          {uses.data.map(({ kind, id, name }) => (
            <List.Item key={`${kind} ${id}`}>
              {USE_NAMES[kind]}{' '}
              <Anchor component={Link} size="sm" href={addressOf(kind, id)}>
                {name}
              </Anchor>
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

const addressOf = (kind: keyof typeof USE_NAMES, id: string): string =>
  kind === 'pin' ? `/pins?edit=${encodeURIComponent(id)}` : `/catalogue/${kind}s?id=${encodeURIComponent(id)}`;
const USE_NAMES = { pin: 'Pin of', collection: 'Collection', rule: 'Rule' } as const;
