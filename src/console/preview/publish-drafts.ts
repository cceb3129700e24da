import { type MarqueeClient, MarqueeProblem, type Pin, type PinAnswer } from '../../../clients/typescript/src/index.ts';
import { patchBetween } from '../pins/pin-fields.ts';
import type { Draft } from './drafts.ts';

/** What became of one draft. */
export type Published =
  | { readonly draft: Draft; readonly answer: PinAnswer; readonly changeId: string | null }
  /** `theirs`: the pin as somebody else left it in the meantime. */
  | { readonly draft: Draft; readonly error: unknown; readonly theirs: Pin | null };

type Publisher = Pick<MarqueeClient, 'createPin' | 'patchPin' | 'getPin' | 'listAudit'>;

/**
 * Stores drafts one after another, in their order, and tells of each as it is done: one that fails does not keep the others. A new pin
 * is made once however often it is sent; a change is refused when somebody else was there first. Never rejects.
 */
export async function publishDrafts(
  client: Publisher,
  drafts: readonly Draft[],
  onEach: (published: Published) => void,
): Promise<void> {
  for (const draft of drafts) onEach(await publishOne(client, draft));
}

/** The id of the newest change of a pin, to be undone by; null: it cannot be told. */
async function changeOf(client: Publisher, pinId: string): Promise<string | null> {
  const { items } = await client.listAudit({ object: `pin:${pinId}`, limit: 1 });
  return items[0]?.id ?? null;
}

async function publishOne(client: Publisher, draft: Draft): Promise<Published> {
  const { pin, base, sendKey } = draft;
  try {
    const answer =
      base === null
        ? await client.createPin({ body: pin }, { idempotencyKey: sendKey })
        : await client.patchPin(
            { pinId: base.pinId!, body: patchBetween(base, pin) },
            { ifMatch: `"${base.version}"` },
          );
    // It is stored: that no undo can be offered is no failure of it.
    const changeId = await changeOf(client, answer.pin.pinId!).catch(() => null);
    return { draft, answer, changeId };
  } catch (error) {
    const isConflict = error instanceof MarqueeProblem && error.status === 412;
    const theirs = isConflict && base ? await client.getPin({ pinId: base.pinId! }).catch(() => null) : null;
    return { draft, error, theirs: theirs?.pin ?? null };
  }
}
