import { Button, Group, Input, Modal, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId, useMemo, useState } from 'react';
import { AudiencePicker } from '../parts/audience-picker.tsx';
import { allRegions, audienceText, SURFACE_NAMES } from '../parts/audience-text.ts';
import { useSegments } from '../parts/use-segments.ts';
import { type PreviewQuery, SURFACES, type Surface } from './preview-query.ts';

interface WhoBarProps {
  readonly query: PreviewQuery;
  readonly onChange: (changed: Partial<PreviewQuery>) => void;
}

/** Whose page it is: a viewer's, or that of somebody without history in an audience; on which surface, in which region. */
export function WhoBar({ query, onChange }: WhoBarProps) {
  const { userId, audience, surface, region } = query;
  const [isViewer, setViewer] = useState(userId !== null);
  const regions = useMemo(() => allRegions(), []);
  const allowed = (isViewer ? undefined : audience.regions) ?? null;
  const surfaces = (isViewer ? undefined : audience.surfaces) ?? SURFACES;
  return (
    <Group align="flex-end" gap="sm">
      <Labelled label="The page of">
        {(labelledBy) => (
          <SegmentedControl
            aria-labelledby={labelledBy}
            data={[
              { value: 'audience', label: 'An audience' },
              { value: 'viewer', label: 'A viewer' },
            ]}
            value={isViewer ? 'viewer' : 'audience'}
            onChange={(chosen) => {
              setViewer(chosen === 'viewer');
              if (chosen === 'audience') onChange({ userId: null });
            }}
          />
        )}
      </Labelled>
      {isViewer ? (
        <Viewer key={userId} userId={userId} onChange={(chosen) => onChange({ userId: chosen })} />
      ) : (
        <AudienceButton query={query} onChange={onChange} />
      )}
      <Labelled label="Surface">
        {(labelledBy) => (
          <SegmentedControl
            aria-labelledby={labelledBy}
            data={surfaces.map((value) => ({ value, label: SURFACE_NAMES[value] }))}
            value={surface}
            onChange={(chosen) => onChange({ surface: chosen as Surface })}
          />
        )}
      </Labelled>
      <Select
        label="Region"
        w={190}
        searchable
        clearable={allowed === null}
        placeholder="Not known"
        data={regions.filter(({ value }) => allowed === null || allowed.includes(value))}
        value={region}
        onChange={(chosen) => onChange({ region: chosen })}
      />
    </Group>
  );
}

function Labelled({ label, children }: { label: string; children: (labelledBy: string) => React.ReactNode }) {
  const id = useId();
  return (
    <div>
      <Input.Label component="div" id={id}>
        {label}
      </Input.Label>
      <div>{children(id)}</div>
    </div>
  );
}

function Viewer({ userId, onChange }: { userId: string | null; onChange: (userId: string) => void }) {
  const [typed, setTyped] = useState(userId ?? '');
  const isId = /^[A-Za-z0-9._:@-]{1,128}$/.test(typed.trim());
  const take = () => isId && typed.trim() !== userId && onChange(typed.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <TextInput
        label="User id"
        placeholder="As your apps call them"
        w={200}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        error={typed !== '' && !isId && 'Letters, digits and . _ : @ -'}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={take}
      />
    </form>
  );
}

function AudienceButton({ query, onChange }: WhoBarProps) {
  const [isOpen, dialog] = useDisclosure(false);
  const segments = useSegments();
  const { audience } = query;
  const text = audienceText(audience, segments);
  return (
    <>
      <Button variant="default" maw={320} onClick={dialog.open} aria-label={`Audience: ${text}`}>
        {text}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title="The page of somebody without history in this audience"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack>
          <AudiencePicker value={audience} onChange={(chosen) => onChange({ audience: chosen })} />
          <Button onClick={dialog.close} data-autofocus>
            Done
          </Button>
        </Stack>
      </Modal>
    </>
  );
}
