import { Badge, Button, Stack } from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import { ChevronDownIcon, MagnifyingGlassIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import classes from './side-panel.module.css';

interface SidePanelProps {
  readonly draftCount: number;
  /** It makes way for the page while something is carried. */
  readonly isCarrying: boolean;
  readonly children: ReactNode;
}

/** Search and drafts: beside the page where there is room, else a sheet that comes up from below. */
export function SidePanel({ draftCount, isCarrying, children }: SidePanelProps) {
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const [isOpen, sheet] = useDisclosure(false);
  useHotkeys([['/', sheet.open]]);
  if (isWide) {
    return (
      <aside className={classes.beside} aria-label="Search and drafts">
        <Stack gap="lg">{children}</Stack>
      </aside>
    );
  }
  return (
    <aside className={classes.sheet} data-carrying={isCarrying || undefined} aria-label="Search and drafts">
      <Button
        fullWidth
        radius={0}
        h={52}
        aria-expanded={isOpen}
        leftSection={isOpen ? <ChevronDownIcon /> : <MagnifyingGlassIcon />}
        rightSection={
          draftCount > 0 && (
            <Badge circle color="amber">
              {draftCount}
            </Badge>
          )
        }
        onClick={sheet.toggle}
      >
        {isOpen ? 'Back to the page' : 'Search and drafts'}
      </Button>
      {/* Kept while it is closed: what is carried must not vanish from under the finger. */}
      <div className={classes.content} hidden={!isOpen}>
        <Stack gap="lg">{children}</Stack>
      </div>
    </aside>
  );
}
