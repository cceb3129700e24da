import { expect, test } from '@jest/globals';
import { MarqueeProblem, type Pin, type PinAnswer, type PinDraft } from '../../../clients/typescript/src/index.ts';
import type { Draft } from '../../../src/console/preview/drafts.ts';
import { type Published, publishDrafts } from '../../../src/console/preview/publish-drafts.ts';

type Client = Parameters<typeof publishDrafts>[0];

const pin = { itemId: 'heat', rowId: 'top-picks', position: 0, audience: {}, enabled: true } as Required<PinDraft>;
const draft = (draftId: string, base: Partial<Pin> | null = null): Draft => ({
  draftId,
  pin,
  base: base && ({ ...pin, ...base } as Pin),
  item: { itemId: 'heat', title: 'Heat', genres: [], imageUrl: null },
  sendKey: `key-${draftId}`,
});
const answer = (pinId: string) =>
  ({ pin: { pinId }, warnings: [], effective: [], reach: null }) as unknown as PinAnswer;

/** A client that writes down what it is asked, and answers as told. */
function aClient(answers: Partial<Record<keyof Client, (input: never) => Promise<unknown>>>) {
  const calls: unknown[] = [];
  const method = (name: keyof Client) => async (input: unknown, options: unknown) => {
    calls.push([name, input, ...(options === undefined ? [] : [options])]);
    return await answers[name]!(input as never);
  };
  const client = Object.fromEntries(
    (['createPin', 'patchPin', 'getPin', 'listAudit'] as const).map((name) => [name, method(name)]),
  ) as unknown as Client;
  return { client, calls };
}

async function publish(client: Client, drafts: readonly Draft[]): Promise<readonly Published[]> {
  const told: Published[] = [];
  await publishDrafts(client, drafts, (one) => told.push(one));
  return told;
}

test('a new pin is sent under the draft’s key, and told with the change to undo it by', async () => {
  const { client, calls } = aClient({
    createPin: async () => answer('p1'),
    listAudit: async () => ({ items: [{ id: '41' }], nextCursor: null }),
  });
  const [told] = await publish(client, [draft('a')]);
  expect(told).toMatchObject({ answer: { pin: { pinId: 'p1' } }, changeId: '41' });
  expect(calls).toEqual([
    ['createPin', { body: pin }, { idempotencyKey: 'key-a' }],
    ['listAudit', { object: 'pin:p1', limit: 1 }],
  ]);
});

test('a changed pin is sent as what differs, on condition that nobody was there first', async () => {
  const { client, calls } = aClient({
    patchPin: async () => answer('p1'),
    listAudit: async () => ({ items: [], nextCursor: null }),
  });
  const [told] = await publish(client, [draft('a', { pinId: 'p1', version: 3, position: 5 })]);
  expect(told).toMatchObject({ changeId: null });
  expect(calls[0]).toEqual(['patchPin', { pinId: 'p1', body: { position: 0 } }, { ifMatch: '"3"' }]);
});

test('somebody was there first: it is told with what they left', async () => {
  const conflict = new MarqueeProblem('It has changed.', { code: 'precondition-failed', status: 412 });
  const { client } = aClient({
    patchPin: async () => Promise.reject(conflict),
    getPin: async () => answer('p1'),
  });
  const [told] = await publish(client, [draft('a', { pinId: 'p1', version: 3, position: 5 })]);
  expect(told).toMatchObject({ error: conflict, theirs: { pinId: 'p1' } });
});

test('one that fails keeps none of the others, and a missing audit entry fails nothing', async () => {
  const refused = new MarqueeProblem('No.', { code: 'invalid-request', status: 400 });
  let sent = 0;
  const { client } = aClient({
    createPin: async () => (++sent === 1 ? Promise.reject(refused) : answer('p2')),
    listAudit: async () => Promise.reject(new Error('away')),
  });
  const told = await publish(client, [draft('a'), draft('b')]);
  expect(told).toMatchObject([
    { draft: { draftId: 'a' }, error: refused, theirs: null },
    { draft: { draftId: 'b' }, changeId: null, answer: { pin: { pinId: 'p2' } } },
  ]);
});
