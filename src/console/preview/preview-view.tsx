import { Alert, Group, SegmentedControl, Stack, VisuallyHidden } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Preview } from '../../../clients/typescript/src/index.ts';
import { Failure } from '../parts/failure.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { CarryContext } from './carry-context.tsx';
import { DifferencePanel } from './difference-panel.tsx';
import { DraftDrawer } from './draft-drawer.tsx';
import { type Draft, draftOfPinId, isIdle } from './drafts.ts';
import { DraftsPanel } from './drafts-panel.tsx';
import { Finder } from './finder.tsx';
import { PageFooter } from './page-footer.tsx';
import { pageMarks, titlesOf } from './page-marks.ts';
import { isOver, type Show } from './preview-query.ts';
import classes from './preview-view.module.css';
import { QuestionBar } from './question-bar.tsx';
import { SidePanel } from './side-panel.tsx';
import { Stage } from './stage.tsx';
import { useDrafts } from './use-drafts.ts';
import { usePageActions } from './use-page-actions.ts';
import { usePreview, usePreviewQuery } from './use-preview.ts';
import { usePublishing } from './use-publishing.ts';
import { WhyOfSlot } from './why-of-slot.tsx';

/** The page of anybody, at any time, with an editor's drafts on it: nobody else sees it until they are published. */
export function PreviewView() {
  const { query, change } = usePreviewQuery();
  const drafts = useDrafts();
  const publishing = usePublishing(drafts);
  const asked = usePreview(query, drafts.all);
  const [editedId, setEditedId] = useState<string | null>(null);
  const actions = usePageActions(query, drafts, setEditedId);
  const preview = asked.data;
  const marks = useMemo(() => (preview ? pageMarks(preview) : null), [preview]);
  const titles = useMemo(() => (preview ? titlesOf(preview) : new Map<string, string>()), [preview]);
  const isFresh = preview !== undefined && !asked.isPlaceholderData;
  const edited = drafts.all.find(({ draftId }) => draftId === editedId) ?? null;
  /** What was opened and not changed is no draft. */
  const leave = (draft: Draft | null) => {
    if (draft && isIdle(draft)) drafts.drop(draft.draftId);
    setEditedId(null);
  };
  const show: Show = drafts.all.length === 0 ? 'with' : query.show;
  return (
    <CarryContext
      lengths={show === 'without' ? [] : (preview?.page.rows.map(({ items }) => items.length) ?? [])}
      onPut={actions.put}
    >
      {(carried) => (
        <Stack gap="sm">
          <VisuallyHidden component="h1">Preview</VisuallyHidden>
          <QuestionBar query={query} onChange={change} />
          {isOver(query, Date.now()) && (
            <Alert color="yellow">
              That moment is over: this is the page of now. What was served then is in the log.
            </Alert>
          )}
          <div className={classes.columns}>
            <Stack gap="sm" miw={0}>
              {drafts.all.length > 0 && (
                <Group justify="space-between" align="flex-start" gap="sm">
                  {preview && marks && isFresh ? <DifferencePanel changes={marks.changes} titles={titles} /> : <span />}
                  <SegmentedControl
                    aria-label="Which page"
                    data={SHOWN}
                    value={query.show}
                    onChange={(chosen) => change({ show: chosen as Show })}
                  />
                </Group>
              )}
              {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
              {asked.isPending && <Waiting />}
              {preview && marks && !asked.isError && (
                <>
                  <Stage
                    preview={preview}
                    marks={marks}
                    show={show}
                    isStale={!isFresh}
                    isDraftPin={(pinId) => draftOfPinId(drafts.all, pinId) !== null}
                    onOpen={(why) => change({ why })}
                  />
                  <PageFooter page={show === 'without' ? preview.without : preview.page} />
                </>
              )}
            </Stack>
            <SidePanel draftCount={drafts.all.length} isCarrying={carried !== null}>
              <Finder onPick={(item) => actions.pinAt(item, firstPlace(preview))} />
              <DraftsPanel
                drafts={drafts}
                publishing={publishing}
                fates={isFresh ? preview.pins : null}
                onEdit={({ draftId }) => setEditedId(draftId)}
              />
            </SidePanel>
          </div>
          <WhyOfSlot
            query={query}
            preview={preview}
            drafts={drafts}
            titles={titles}
            actions={actions}
            onEdit={setEditedId}
            onClose={() => change({ why: null })}
          />
          <DraftDrawer
            draft={edited}
            onSave={(draft, pin) => {
              drafts.change(draft, { pin });
              leave({ ...draft, pin });
            }}
            onDrop={({ draftId }) => {
              drafts.drop(draftId);
              setEditedId(null);
            }}
            onClose={() => leave(edited)}
          />
        </Stack>
      )}
    </CarryContext>
  );
}

const SHOWN = [
  { value: 'with', label: 'With drafts' },
  { value: 'without', label: 'Without' },
  { value: 'both', label: 'Side by side' },
];

/** Where a pin begins that was not put anywhere: the first slot of the first row that is not the viewer's own. */
function firstPlace(preview: Preview | undefined): { rowId: string; position: number } {
  const row = preview?.page.rows.find(({ kind }) => kind !== 'continue-watching' && kind !== 'my-list');
  return { rowId: row?.rowId ?? 'top-picks', position: 0 };
}
