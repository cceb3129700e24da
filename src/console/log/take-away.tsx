import { Button, Menu } from '@mantine/core';
import { CodeIcon, DownloadIcon, Link2Icon, TableIcon } from '@radix-ui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import type { ImpressionList, LoggedImpression } from '../../../clients/typescript/src/index.ts';
import { downloadText } from '../parts/download-text.ts';
import type { CardItem } from '../parts/item-card.tsx';
import { impressionCsv } from './impression-csv.ts';
import { logCurl } from './log-curl.ts';
import { filtersAsked, type LogQuery, logHref, type OwnOrigin, timeAsked } from './log-query.ts';
import { useCopy } from './use-copy.tsx';
import { FILE_FORMATS, useLogFile } from './use-log-file.tsx';

interface TakeAwayProps {
  readonly query: LogQuery;
  readonly ownOrigin: OwnOrigin;
  /** On screen. */
  readonly rows: readonly LoggedImpression[];
  /** The time they are of, as the service said it; null: it has not answered yet. */
  readonly span: Pick<ImpressionList, 'from' | 'to'> | null;
}

/** Ways out of the console: what is on screen, all of it as a file, and the question itself, of exactly this time. */
export function TakeAway({ query, ownOrigin, rows, span }: TakeAwayProps) {
  const queries = useQueryClient();
  const file = useLogFile();
  const copy = useCopy();
  const exactly = { ...query, ...(span && { time: { from: span.from, to: span.to } }) };
  const asked = () => ({ ...filtersAsked(exactly, ownOrigin), ...timeAsked(exactly, Date.now()) });
  const titleOf = (itemId: string) => queries.getQueryData<CardItem | null>(['item', itemId, 'card'])?.title ?? null;
  return (
    <Menu position="bottom-end" width={250} withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<DownloadIcon />} loading={file.isBusy}>
          Take away
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<TableIcon />}
          disabled={rows.length === 0}
          onClick={() => downloadText('impressions-on-screen.csv', impressionCsv(rows, titleOf), 'text/csv')}
        >
          The {rows.length.toLocaleString('en')} on screen as CSV
        </Menu.Item>
        <Menu.Divider role="separator" />
        {FILE_FORMATS.map(({ format, name }) => (
          <Menu.Item key={format} leftSection={<DownloadIcon />} onClick={() => file.download(asked(), format)}>
            All as {name}
          </Menu.Item>
        ))}
        <Menu.Divider role="separator" />
        <Menu.Item
          leftSection={<Link2Icon />}
          onClick={() =>
            copy(location.origin + import.meta.env.BASE_URL.replace(/\/$/, '') + logHref(exactly), 'The link')
          }
        >
          Copy the link
        </Menu.Item>
        <Menu.Item
          leftSection={<CodeIcon />}
          onClick={() => copy(logCurl(location.origin, asked()), 'The curl command')}
        >
          Copy as curl
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
