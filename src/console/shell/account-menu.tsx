import { ActionIcon, Group, Menu, Select, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { DesktopIcon, ExitIcon, MoonIcon, PersonIcon, SunIcon } from '@radix-ui/react-icons';
import { useSession } from '../session/session.tsx';
import { ALL_ZONES, useZone } from './zone.tsx';

/** Who is logged in, by whose clocks, and light or dark. */
export function AccountMenu() {
  const { me, logOut } = useSession();
  const zone = useZone();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = me.actor.name === '' ? me.actor.id : me.actor.name;
  return (
    <Group gap="xs" wrap="nowrap">
      <Menu width={280} position="bottom-end" withinPortal closeOnItemClick={false}>
        <Menu.Target>
          <UnstyledButton aria-label={`Account: ${name}`}>
            <Group gap={6} wrap="nowrap">
              <ActionIcon component="span" variant="light" radius="xl" aria-hidden>
                <PersonIcon />
              </ActionIcon>
              <Text size="sm" visibleFrom="sm" maw={180} truncate>
                {name}
              </Text>
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {name} · {me.roles.join(', ')}
          </Menu.Label>
          <Menu.Divider />
          <Menu.Label>Appearance</Menu.Label>
          {SCHEMES.map(({ scheme, label, Icon }) => (
            <Menu.Item
              key={scheme}
              leftSection={<Icon />}
              onClick={() => setColorScheme(scheme)}
              aria-current={colorScheme === scheme}
              fw={colorScheme === scheme ? 650 : undefined}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>Times are shown by the clocks of</Menu.Label>
          <Select
            aria-label="Time zone"
            mx="sm"
            mb="xs"
            searchable
            allowDeselect={false}
            data={ALL_ZONES}
            value={zone.name}
            onChange={(chosen) => chosen && zone.choose(chosen)}
            comboboxProps={{ withinPortal: false }}
          />
          <Menu.Divider />
          <Menu.Item leftSection={<ExitIcon />} onClick={logOut}>
            Log out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

const SCHEMES = [
  { scheme: 'auto', label: 'As the system', Icon: DesktopIcon },
  { scheme: 'light', label: 'Light', Icon: SunIcon },
  { scheme: 'dark', label: 'Dark', Icon: MoonIcon },
] as const;
