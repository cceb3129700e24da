import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useReports } from '../use-reports.tsx';

/** To the impressions behind the numbers: of the same viewers, in the view Log. */
export function LogLink({ of }: { of: Readonly<Record<string, string>> }) {
  const { origin } = useReports();
  return (
    <Anchor component={Link} href={`/log?${new URLSearchParams({ ...of, origin })}`} size="sm">
      Its impressions in the log
    </Anchor>
  );
}
