import { notifications } from '@mantine/notifications';
import type { Item, PinDraft } from '../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../parts/failure.tsx';
import { useChanged } from '../parts/use-changed.ts';
import { useUndo } from '../parts/use-undo.tsx';
import { draftOfPin } from '../pins/pin-fields.ts';
import { useSession } from '../session/session.tsx';
import { useZone } from '../shell/zone.tsx';
import type { Carried, DropPlace } from './carry.ts';
import { type DraftItem, draftOfPinId } from './drafts.ts';
import { windowAround } from './moments.ts';
import { draftAudience, type PreviewQuery, type SlotPlace } from './preview-query.ts';
import type { Drafts } from './use-drafts.ts';

/** What an editor does to the page. Each that makes a draft says its id through `onDraft`. */
export function usePageActions(query: PreviewQuery, drafts: Drafts, onDraft: (draftId: string) => void) {
  const { client } = useSession();
  const zone = useZone();
  const undo = useUndo();
  const changed = useChanged();

  function pinAt(item: DraftItem, { rowId, position }: SlotPlace): void {
    const pin: Required<PinDraft> = {
      itemId: item.itemId,
      rowId,
      rowKind: null,
      position,
      ...windowAround(query.at, Date.now(), zone.name),
      timeZone: zone.name,
      repeat: null,
      audience: draftAudience(query),
      priority: 0,
      ifRowAbsent: 'withhold',
      ifWatched: 'withhold',
      enabled: true,
      note: '',
      campaign: null,
    };
    onDraft(drafts.add(pin, item, null));
  }

  /** A draft of a stored pin, as it is now, with some of it changed; of one that is being changed already, that draft. */
  async function changePin(pinId: string, item: DraftItem, change: Partial<Required<PinDraft>>): Promise<void> {
    const draft = draftOfPinId(drafts.all, pinId);
    if (draft) {
      drafts.change(draft, { pin: { ...draft.pin, ...change } });
      return onDraft(draft.draftId);
    }
    try {
      const { pin } = await client.getPin({ pinId });
      onDraft(drafts.add({ ...draftOfPin(pin), ...change }, item, pin));
    } catch (error) {
      notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false });
    }
  }

  return {
    pinAt,
    changePin,

    /** A pinned card takes its pin along; anything else becomes a pin. */
    put({ item, from, pinId }: Carried, place: DropPlace): void {
      if (from?.row === place.row && from.position === place.position) return;
      const { rowId, position } = place;
      if (pinId === null) pinAt(item, place);
      else void changePin(pinId, item, { rowId, rowKind: null, position });
    },

    /** One click, and one to take it back. */
    async block({ itemId, title }: Pick<Item, 'itemId' | 'title'>): Promise<void> {
      try {
        await client.blockItem({ itemId, body: { reason: 'Blocked from a preview' } });
        undo.offer(`${title} is blocked everywhere.`, `item:${itemId}`);
        await changed();
      } catch (error) {
        notifications.show({ message: sentenceOf(error), color: 'red', autoClose: false });
      }
    },
  };
}

export type PageActions = ReturnType<typeof usePageActions>;
