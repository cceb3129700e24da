import { Kbd, Modal, Table } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useLocation } from 'wouter';
import type { View } from '../views.ts';

/** Alt and a digit open the views; ? says what else there is. A view names its own keys in VIEW_KEYS. */
export function Shortcuts({ views }: { views: readonly View[] }) {
  const [isOpen, help] = useDisclosure(false);
  const [, navigate] = useLocation();
  useHotkeys([
    // Where ? is typed with shift, and where it is not.
    ['shift+?', help.toggle],
    ['?', help.toggle],
    ...views.map(({ path }, at): [string, () => void] => [`alt+${at + 1}`, () => navigate(path)]),
  ]);
  const keys: readonly (readonly [string, string])[] = [
    ...views.map(({ name }, at) => [`Alt+${at + 1}`, name] as const),
    ...VIEW_KEYS,
    ['?', 'This list'],
  ];
  return (
    <Modal opened={isOpen} onClose={help.close} title="Keys">
      <Table>
        <Table.Tbody>
          {keys.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

const VIEW_KEYS = [
  ['/', 'Search, wherever there is something to search'],
  ['Space, arrows, Space', 'Preview: take a card, carry it, put it down'],
  ['Arrows, Enter', 'Log: from cell to cell; see only what is like it'],
  ['Esc', 'Close what is open; put back what is carried'],
] as const;
