import { AppShell, Burger, Group, NavLink, ScrollArea, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { useSession } from '../session/session.tsx';
import { viewsFor } from '../views.ts';
import { AccountMenu } from './account-menu.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { SimulatedNotice } from './simulated-notice.tsx';
import { Wordmark } from './wordmark.tsx';

/** What stands around every view: where one is, who one is, and on the demo that nobody here is real. */
export function Shell({ children }: { children: ReactNode }) {
  const [isOpen, menu] = useDisclosure(false);
  const [location] = useLocation();
  const session = useSession();
  const { settings } = session;
  const views = viewsFor(session);
  return (
    <AppShell
      header={{ height: settings.simulated ? 84 : 56 }}
      navbar={{ width: 190, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'md' }}
    >
      <AppShell.Header>
        <SimulatedNotice />
        <Group h={56} px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Views" />
            <Wordmark />
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Views">
        <AppShell.Section grow component={ScrollArea}>
          <Stack gap={4}>
            {views.map(({ path, name, Icon }) => (
              <NavLink
                key={path}
                component={Link}
                href={path}
                label={name}
                leftSection={<Icon />}
                active={location.startsWith(path)}
                aria-current={location.startsWith(path) ? 'page' : undefined}
                onClick={menu.close}
              />
            ))}
          </Stack>
        </AppShell.Section>
        <AppShell.Section>
          <Text size="xs" c="dimmed" px="xs">
            Marquee {settings.version}
          </Text>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main>
        {views.length === 0 ? (
          <Empty title="This key has no views here">
            The console is for editors and analysts. Log in with the key of one, or of an admin.
          </Empty>
        ) : (
          children
        )}
      </AppShell.Main>
      <Shortcuts views={views} />
    </AppShell>
  );
}
