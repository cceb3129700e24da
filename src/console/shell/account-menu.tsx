import {
  ActionIcon,
  Button,
  Center,
  Group,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
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
      <Popover width={280} position="bottom-end" withinPortal trapFocus returnFocus>
        <Popover.Target>
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
        </Popover.Target>
        <Popover.Dropdown aria-label="Account">
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              {name} · {me.roles.join(', ')}
            </Text>
            <SegmentedControl
              aria-label="Appearance"
              fullWidth
              size="xs"
              data={SCHEMES.map(({ scheme, label, Icon }) => ({
                value: scheme,
                label: (
                  <Center style={{ gap: 6 }}>
                    <Icon /> {label}
                  </Center>
                ),
              }))}
              value={colorScheme}
              onChange={(scheme) => setColorScheme(scheme as (typeof SCHEMES)[number]['scheme'])}
            />
            <Select
              label="Times are shown by the clocks of"
              searchable
              allowDeselect={false}
              data={ALL_ZONES}
              value={zone.name}
              onChange={(chosen) => chosen && zone.choose(chosen)}
              comboboxProps={{ withinPortal: false }}
            />
            <Button variant="default" leftSection={<ExitIcon />} onClick={logOut}>
              Log out
            </Button>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}

const SCHEMES = [
  { scheme: 'auto', label: 'System', Icon: DesktopIcon },
  { scheme: 'light', label: 'Light', Icon: SunIcon },
  { scheme: 'dark', label: 'Dark', Icon: MoonIcon },
] as const;
