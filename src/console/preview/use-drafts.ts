import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Pin, PinDraft } from '../../../clients/typescript/src/index.ts';
import { createSendKey } from '../parts/send-key.ts';
import { useSession } from '../session/session.tsx';
import { type Draft, type DraftItem, readDrafts, withDraft, withoutDraft } from './drafts.ts';

export interface Drafts {
  readonly all: readonly Draft[];
  /** Makes a draft and says its id. */
  add(pin: Required<PinDraft>, item: DraftItem, base: Pin | null): string;
  change(draft: Draft, changed: Partial<Pick<Draft, 'pin' | 'item' | 'base'>>): void;
  drop(draftId: string): void;
}

/** The drafts of this tab, for whoever is logged in on it; whoever closes it with some is asked first. */
export function useDrafts(): Drafts {
  const { me } = useSession();
  const name = `marquee.drafts.${me.actor.id}`;
  const [all, setAll] = useState(() => readDrafts(sessionStorage.getItem(name)));

  useEffect(() => {
    if (all.length === 0) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(all));
  }, [all, name]);

  const areThere = all.length > 0;
  useEffect(() => {
    if (!areThere) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [areThere]);

  // Another view is no goodbye: they are told of once, and kept.
  const count = useRef(all.length);
  count.current = all.length;
  useEffect(() => () => tellOfDrafts(count.current), []);

  const add = useCallback((pin: Required<PinDraft>, item: DraftItem, base: Pin | null): string => {
    const draftId = createSendKey();
    setAll((before) => withDraft(before, { draftId, pin, item, base, sendKey: createSendKey() }));
    return draftId;
  }, []);
  const change = useCallback((draft: Draft, changed: Partial<Pick<Draft, 'pin' | 'item' | 'base'>>) => {
    setAll((before) => withDraft(before, { ...draft, ...changed, sendKey: createSendKey() }));
  }, []);
  const drop = useCallback((draftId: string) => setAll((before) => withoutDraft(before, draftId)), []);
  return { all, add, change, drop };
}

function tellOfDrafts(count: number): void {
  if (count === 0) return;
  const what = count === 1 ? 'A draft is' : `${count} drafts are`;
  notifications.show({
    id: 'drafts-wait',
    color: 'yellow',
    message: `${what} not published: see Preview. What is not published is kept until you close this tab.`,
  });
}
