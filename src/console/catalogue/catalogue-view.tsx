import { Group, Stack, Tabs, Title } from '@mantine/core';
import { Redirect, useLocation } from 'wouter';
import { CollectionsTab } from './editors/collections-tab.tsx';
import { RulesTab } from './editors/rules-tab.tsx';
import { SegmentsTab } from './editors/segments-tab.tsx';
import { ItemsTab } from './items/items-tab.tsx';

/** What there is to show, and what editors made of it: each tab at an address of its own. */
export function CatalogueView() {
  const [location, navigate] = useLocation();
  const tab = TABS.find(({ path }) => location === path || location.startsWith(`${path}/`));
  if (tab === undefined) return <Redirect to={TABS[0].path} replace />;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          Catalogue
        </Title>
      </Group>
      <Tabs value={tab.path} onChange={(path) => path !== null && navigate(path)} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map(({ path, name }) => (
            <Tabs.Tab key={path} value={path}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(({ path, Page }) => (
          <Tabs.Panel key={path} value={path}>
            <Page />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

const TABS = [
  { path: '/catalogue/items', name: 'Items', Page: ItemsTab },
  { path: '/catalogue/collections', name: 'Collections', Page: CollectionsTab },
  { path: '/catalogue/rules', name: 'Rules', Page: RulesTab },
  { path: '/catalogue/segments', name: 'Segments', Page: SegmentsTab },
] as const;
