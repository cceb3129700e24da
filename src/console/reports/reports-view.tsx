import { Stack, Title } from '@mantine/core';
import { Suspense } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { lazyView } from '../parts/lazy-view.tsx';
import { Waiting } from '../parts/waiting.tsx';
import classes from './reports-view.module.css';
import { REPORTS_TABS } from './tabs.ts';
import { ReportsProvider, useReports } from './use-reports.tsx';

/** What the log says, counted: each tab at an address that holds all of what is asked. */
export function ReportsView() {
  const [location] = useLocation();
  const tab = TABS.find(({ path }) => location === path || location.startsWith(`${path}/`));
  if (tab === undefined) return <Redirect to={TABS[0]!.path} replace />;
  return (
    <ReportsProvider>
      <Stack gap="md" maw={1440}>
        <Title order={1} size="h3">
          Reports
        </Title>
        <TabLinks at={tab.path} />
        <Suspense fallback={<Waiting />}>
          <tab.Page />
        </Suspense>
      </Stack>
    </ReportsProvider>
  );
}

/** Links, so that a tab can be opened beside this one; the time, zone and origin go with them, and what is a tab's own does not. */
function TabLinks({ at }: { at: string }) {
  const { hrefOf } = useReports();
  return (
    <nav aria-label="Reports" className={classes.tabs}>
      {TABS.map(({ path, name }) => (
        <Link
          key={path}
          href={hrefOf({ by: [], sort: null, find: null, metric: null }, path)}
          className={classes.tab!}
          aria-current={path === at ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

const TABS = REPORTS_TABS.map(({ path, name, load }) => ({ path, name, Page: lazyView(load) }));
