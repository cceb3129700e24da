import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Item, MarqueeProblem, type SentItem } from '../../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../../parts/failure.tsx';
import { putOver } from '../../parts/three-way.ts';
import { useEdited } from '../../parts/use-edited.ts';
import { useUndo } from '../../parts/use-undo.tsx';
import { isSame } from '../../pins/pin-fields.ts';
import { useSession } from '../../session/session.tsx';
import { type ItemFields, itemFieldsOf, itemOf, itemProblemsOf } from './item-fields.ts';

interface Seen {
  readonly item: Item;
  readonly etag: string | null;
}

/** One item, what is typed about it, and its way to the service. `itemId` null: a new one. */
export function useItemEditor(itemId: string | null, onSaved: (itemId: string) => void) {
  const { client } = useSession();
  const queries = useQueryClient();
  const undo = useUndo();
  // What is typed goes on from what was seen when it began: a change by others in between is answered with 412.
  const [edited, setEdited] = useEdited<{ fields: ItemFields; base: Seen | null }>(`item:${itemId ?? ''}`);
  const [conflict, setConflict] = useState<{ was: Item; theirs: Seen; yours: SentItem } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const stored = useQuery({
    queryKey: ['items', 'one', itemId],
    enabled: itemId !== null,
    queryFn: ({ signal }) => read(itemId!, signal),
  });

  async function read(id: string, signal?: AbortSignal): Promise<Seen> {
    let etag: string | null = null;
    const item = await client.getItem(
      { itemId: id },
      { ...(signal && { signal }), onAnswer: ({ headers }) => (etag = headers.get('etag')) },
    );
    return { item, etag };
  }

  async function put(body: SentItem, id: string, base: Seen | null): Promise<void> {
    let etag: string | null = null;
    await client.putItem(
      { itemId: id, body },
      {
        ...(base?.etag != null && { ifMatch: base.etag }),
        onAnswer: ({ headers }) => {
          etag = headers.get('etag');
        },
      },
    );
    setEdited(null);
    setConflict(null);
    await queries.invalidateQueries({ queryKey: ['items'] });
    onSaved(id);
    // The audit does not have items that are put. What somebody else changed since is not taken back with it.
    const ifMatch = etag ?? '';
    undo.offerCall(`${base === null ? 'Made' : 'Saved'} “${body.title}”.`, async () => {
      if (base === null) await client.deleteItem({ itemId: id, reason: 'Made, and taken back at once' }, { ifMatch });
      else await client.putItem({ itemId: id, body: bodyOf(base.item) }, { ifMatch });
      await queries.invalidateQueries({ queryKey: ['items'] });
    });
  }

  /** Blocking and unblocking are no changes of what the form is about. */
  async function meetOthers(body: SentItem, base: Seen): Promise<void> {
    const theirs = await read(base.item.itemId);
    if (isSame(bodyOf(base.item), bodyOf(theirs.item))) return await put(body, base.item.itemId, theirs);
    setConflict({ was: base.item, theirs, yours: body });
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await work();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }

  async function create(body: SentItem, id: string): Promise<void> {
    const isThere = await client.getItem({ itemId: id }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof MarqueeProblem && error.status === 404) return false;
        throw error;
      },
    );
    if (isThere) throw new Error(`There is an item ${id} already: open it to change it, or choose another id.`);
    await put(body, id, null);
  }

  const fields = edited?.fields ?? itemFieldsOf(stored.data?.item ?? null);
  return {
    stored,
    fields,
    problems: itemProblemsOf(fields),
    isEdited: edited !== null,
    isBusy,
    trouble,
    conflict,
    set: (changed: Partial<ItemFields>) =>
      setEdited({ fields: { ...fields, ...changed }, base: edited?.base ?? stored.data ?? null }),
    discard: () => setEdited(null),
    closeConflict: () => setConflict(null),
    save: () =>
      attempt(async () => {
        const base = edited?.base ?? stored.data ?? null;
        const body = itemOf(fields, base?.item ?? null);
        if (base === null) return await create(body, fields.itemId);
        try {
          await put(body, base.item.itemId, base);
        } catch (error) {
          if (!(error instanceof MarqueeProblem && error.status === 412)) throw error;
          await meetOthers(body, base);
        }
      }),
    takeTheirs() {
      setEdited(null);
      setConflict(null);
      void stored.refetch();
    },
    putOverTheirs: () =>
      attempt(async () => {
        const { was, theirs, yours } = conflict!;
        await put(putOver(bodyOf(was), bodyOf(theirs.item), yours), theirs.item.itemId, theirs);
      }),
  };
}

export type ItemEditor = ReturnType<typeof useItemEditor>;

/** The item as it would be sent. */
export const bodyOf = (item: Item): SentItem => itemOf(itemFieldsOf(item), item);
