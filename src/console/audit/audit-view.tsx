import { Button, Group, Select, Stack, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import type { AuditEntry } from '../../../clients/typescript/src/index.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useSession } from '../session/session.tsx';
import { useZone } from '../shell/zone.tsx';
import { ACTION_KINDS } from './action-words.ts';
import { AuditRow } from './audit-row.tsx';

/** Who changed what, when and why, the newest first; any of it can be taken back where the service says it can. */
export function AuditView() {
  const { client } = useSession();
  const [query, setQuery] = useSearchParams();
  const asked = Object.fromEntries(FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])));
  const pages = useInfiniteQuery({
    queryKey: ['audit', asked],
    queryFn: ({ pageParam, signal }) =>
      client.listAudit({ ...asked, limit: 50, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const choose = (name: (typeof FILTERS)[number], value: string | null) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null || value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const isFiltered = Object.keys(asked).length > 0;

  return (
    <Stack maw={980}>
      <Title order={1} size="h3">
        Audit
      </Title>
      <Group align="end">
        <Select
          label="What"
          placeholder="Everything"
          clearable
          clearButtonProps={{ 'aria-label': 'Show everything' }}
          data={ACTION_KINDS}
          value={query.get('action')}
          onChange={(value) => choose('action', value)}
          w={170}
        />
        <TextInput
          label="Object"
          placeholder="pin:…, item:tt0111161"
          value={query.get('object') ?? ''}
          onChange={(event) => choose('object', event.currentTarget.value)}
          w={230}
        />
        <TextInput
          label="Who"
          description=""
          placeholder="Id of a key or person"
          value={query.get('actor') ?? ''}
          onChange={(event) => choose('actor', event.currentTarget.value)}
          w={200}
        />
        {isFiltered && (
          <Button variant="subtle" onClick={() => setQuery({}, { replace: true })}>
            Show all
          </Button>
        )}
      </Group>
      {pages.isPending && <Waiting />}
      {pages.isError && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && (
        <Entries
          entries={pages.data.pages.flatMap(({ items }) => items)}
          isFiltered={isFiltered}
          onObject={(object) => choose('object', object)}
        />
      )}
      {pages.hasNextPage && (
        <Button
          variant="default"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          Older changes
        </Button>
      )}
    </Stack>
  );
}

const FILTERS = ['action', 'object', 'actor'] as const;

interface EntriesProps {
  readonly entries: readonly AuditEntry[];
  readonly isFiltered: boolean;
  readonly onObject: (object: string) => void;
}

/** Under the day each was made on, by the editor's clocks. */
function Entries({ entries, isFiltered, onObject }: EntriesProps) {
  const zone = useZone();
  if (entries.length === 0) {
    return isFiltered ? (
      <Empty title="No change is like that">Show all, or look for another object.</Empty>
    ) : (
      <Empty title="Nothing has been changed yet">Every pin, rule, block and the rest will be here, for ever.</Empty>
    );
  }
  const days = Map.groupBy(entries, ({ at }) => zone.formatDay(at));
  return (
    <Stack gap="lg">
      {[...days].map(([day, ofDay]) => (
        <Stack key={day} gap={6} component="section" aria-label={day}>
          <Title order={2} size="h5" c="dimmed">
            {day}
          </Title>
          {ofDay.map((entry) => (
            <AuditRow key={entry.id} entry={entry} onObject={onObject} />
          ))}
        </Stack>
      ))}
    </Stack>
  );
}
