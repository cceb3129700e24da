import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { MarqueeProblem } from '../../../../clients/typescript/src/index.ts';
import { sentenceOf } from '../../parts/failure.tsx';
import { createSendKey } from '../../parts/send-key.ts';
import { putOver } from '../../parts/three-way.ts';
import { useChanged } from '../../parts/use-changed.ts';
import { useEdited } from '../../parts/use-edited.ts';
import { useUndo } from '../../parts/use-undo.tsx';
import { useSession } from '../../session/session.tsx';
import { useZone } from '../../shell/zone.tsx';
import { type DraftOf, type EditorialAnswer, type EditorialNoun, editorialDesk } from './editorial-desk.ts';
import type { EditorialCheck, EditorialKind } from './editorial-kind.ts';

/** One object, what is typed about it, and its way to the service. `id` null: a new one. */
export function useEditorialEditor<Noun extends EditorialNoun, Fields extends object>(
  kind: EditorialKind<Noun, Fields>,
  id: string | null,
  onSaved: (id: string) => void,
  onGone: () => void,
) {
  const { client } = useSession();
  const zone = useZone();
  const changed = useChanged();
  const undo = useUndo();
  const desk = useMemo(() => editorialDesk(client, kind.noun), [client, kind]);
  const sendKey = useRef(createSendKey());
  // What is typed goes on from what was seen when it began: a change by others in between is answered with 412.
  const [edited, setEdited] = useEdited<{ fields: Fields; newId: string; base: EditorialAnswer<Noun> | null }>(
    `${kind.noun}:${id ?? ''}`,
  );
  const [conflict, setConflict] = useState<{ theirs: EditorialAnswer<Noun>; yours: DraftOf<Noun> } | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const stored = useQuery({
    queryKey: [kind.noun, 'one', id],
    enabled: id !== null,
    queryFn: ({ signal }) => desk.get(id!, signal),
  });
  const base = edited?.base ?? stored.data ?? null;
  const fields = edited?.fields ?? kind.fieldsOf(base && kind.draftOfObject(base.object), zone.name);
  const problems = kind.problemsOf(fields);
  const isRight = Object.keys(problems).length === 0;

  /** Everything that is shown may say something else now: the pages, the other objects, who uses what. */
  async function saved({ object }: EditorialAnswer<Noun>): Promise<void> {
    setEdited(null);
    setConflict(null);
    sendKey.current = createSendKey();
    await changed();
    undo.offer(`Saved the ${kind.names.one} “${kind.nameOf(object)}”.`, `${kind.noun}:${kind.idOf(object)}`);
    onSaved(kind.idOf(object));
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

  const start = { fields, newId: edited?.newId ?? '', base };
  return {
    stored,
    base,
    fields,
    problems,
    isRight,
    newId: start.newId,
    isEdited: edited !== null,
    isBusy,
    trouble,
    conflict,
    check: useCheck(kind, desk, id, fields),
    set: (changed: Partial<Fields>) => setEdited({ ...start, fields: { ...fields, ...changed } }),
    setNewId: (newId: string) => setEdited({ ...start, newId }),
    discard: () => setEdited(null),
    closeConflict: () => setConflict(null),
    save: () =>
      attempt(async () => {
        const draft = kind.draftOf(fields);
        if (base === null) return await saved(await desk.create(start.newId.trim() || null, draft, sendKey.current));
        try {
          await saved(await desk.put(id!, draft, base.etag!));
        } catch (error) {
          if (!(error instanceof MarqueeProblem && error.status === 412)) throw error;
          setConflict({ theirs: await desk.get(id!), yours: draft });
        }
      }),
    takeTheirs() {
      setEdited(null);
      setConflict(null);
      void stored.refetch();
    },
    putOverTheirs: () =>
      attempt(async () => {
        const { theirs, yours } = conflict!;
        const was = kind.draftOfObject(base!.object);
        await saved(await desk.put(id!, putOver(was, kind.draftOfObject(theirs.object), yours), theirs.etag!));
      }),
    /** Rejects with why it cannot go. */
    async remove(reason: string): Promise<void> {
      const { object, etag } = stored.data!;
      await desk.remove(id!, reason, etag!);
      setEdited(null);
      onGone();
      await changed();
      undo.offer(`Took away the ${kind.names.one} “${kind.nameOf(object)}”.`, `${kind.noun}:${id}`);
    },
  };
}

function useCheck<Noun extends EditorialNoun, Fields extends object>(
  kind: EditorialKind<Noun, Fields>,
  desk: ReturnType<typeof editorialDesk<Noun>>,
  id: string | null,
  fields: Fields,
): EditorialCheck<Noun> {
  const whole = kind.forCheck(fields);
  const isWhole = Object.keys(kind.problemsOf(whole)).length === 0;
  const text = isWhole ? JSON.stringify(kind.draftOf(whole)) : null;
  const [asked] = useDebouncedValue(text, QUIET_MS);
  const check = useQuery({
    queryKey: [kind.noun, 'check', id, asked],
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => desk.check(id, JSON.parse(asked!) as DraftOf<Noun>, signal),
  });
  return {
    answer: text === null || check.isError ? null : (check.data ?? null),
    isChecking: text !== null && (text !== asked || check.isFetching),
    // Of what was asked about; while something else is typed it is not yet known to be wrong.
    error: text === null || text !== asked ? null : check.error,
  };
}

const QUIET_MS = 350;
