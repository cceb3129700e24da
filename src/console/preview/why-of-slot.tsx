import type { Preview } from '../../../clients/typescript/src/index.ts';
import { itemOfSlot, pinIdOf } from './carry.ts';
import { draftOfPinId } from './drafts.ts';
import type { PreviewQuery } from './preview-query.ts';
import type { Drafts } from './use-drafts.ts';
import type { PageActions } from './use-page-actions.ts';
import { WhyPanel } from './why-panel.tsx';
import type { Names } from './why-words.ts';

interface WhyOfSlotProps {
  readonly query: PreviewQuery;
  readonly preview: Preview | undefined;
  readonly drafts: Drafts;
  readonly titles: ReadonlyMap<string, string>;
  readonly actions: PageActions;
  readonly onEdit: (draftId: string) => void;
  readonly onClose: () => void;
}

/** The reasons of the slot that the address names, and what can be done about it. */
export function WhyOfSlot({ query: { why }, preview, drafts, titles, actions, onEdit, onClose }: WhyOfSlotProps) {
  const page = why?.side === 'without' ? preview?.without : preview?.page;
  const place = page?.rows.findIndex(({ rowId }) => rowId === why?.rowId) ?? -1;
  const row = page?.rows[place];
  const slot = row?.items.find(({ position }) => position === why?.position);
  const found = row && slot ? { row, place, slot } : null;
  const pinId = slot ? pinIdOf(slot) : null;
  const draft = pinId === null || why?.side === 'without' ? null : draftOfPinId(drafts.all, pinId);
  const item = slot && itemOfSlot(slot);
  const names: Names = {
    item: (itemId) => titles.get(itemId) ?? itemId,
    row: (rowId) => page?.rows.find((one) => one.rowId === rowId)?.title ?? rowId,
    pin: (id) => (draftOfPinId(drafts.all, id) && why?.side !== 'without' ? 'your draft' : `pin ${id}`),
  };
  /** Whatever it was, it is done: what it did is behind the panel. */
  const closing = (act: () => unknown) => () => {
    onClose();
    void act();
  };
  return (
    <WhyPanel
      found={found}
      isOpen={why !== null && preview !== undefined}
      names={names}
      onClose={onClose}
      actions={{
        pinHere: closing(() => item && why && actions.pinAt(item, why)),
        block: closing(() => item && actions.block(item)),
        draft: draft && { edit: closing(() => onEdit(draft.draftId)) },
        pin:
          pinId === null || draft !== null || item === undefined
            ? null
            : {
                change: closing(() => actions.changePin(pinId, item, {})),
                withhold: closing(() => actions.changePin(pinId, item, { enabled: false })),
              },
      }}
    />
  );
}
