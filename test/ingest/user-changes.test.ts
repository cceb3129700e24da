import { afterEach, describe, expect, test } from '@jest/globals';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { UserAttributes } from '../../src/domain/user-attributes.ts';
import { createJournalChangeLog } from '../../src/ingest/change-log.ts';
import { eraseUserStates } from '../../src/ingest/erase-user-states.ts';
import { createUserChanges } from '../../src/ingest/user-changes.ts';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { type Ingest, openIngest } from './consumer-workbench.ts';

let ingest: Ingest;
afterEach(() => ingest.close());

const [anna, phone, tablet] = [userKeyFor(1), userKeyFor(2), userKeyFor(3)];
const profile: UserAttributes = { region: 'SE', language: 'sv', maturity: 'teen', labels: ['trial'] };
const nothing: UserAttributes = { region: null, language: null, maturity: null, labels: [] };
const itemsOf = async (userKey: string): Promise<number[]> => [...(await ingest.stateOf(userKey)).events.itemNo];
const did = (userKey: string, n: number, differences: Partial<ViewerEvent> = {}) =>
  anEvent({ eventId: `${userKey}-${n}`, userKey, itemId: `film-${n}`, occurredAtMs: 1000 + n, ...differences });

/** A service's users over the bench; ids in order. */
function users(differences: { waitMs?: number } = {}) {
  let ids = 0;
  return createUserChanges({
    changeLog: createJournalChangeLog(ingest.journal, () => ingest.consumer.merged()),
    userStates: { read: async (userKey) => (await ingest.states.store.readMany([userKey]))[0]! },
    clock: ingest.clock,
    newId: () => `change-${++ids}`,
    waitMs: 60_000,
    ...differences,
  });
}

async function open(): Promise<void> {
  ingest = await openIngest();
  await ingest.items.resolve(Array.from({ length: 20 }, (_, n) => `film-${n}`));
}
const noOf = (n: number) => n + 1;

describe('a profile', () => {
  test('is read back at once after it was put, and replaced as a whole', async () => {
    await open();
    expect(await users().attributes(anna)).toBeNull();
    expect(await users().putAttributes(anna, profile, 'app')).toEqual({ created: true });
    expect(await users().attributes(anna)).toEqual(profile);
    expect(await users().putAttributes(anna, { ...nothing, region: 'GB' }, 'app')).toEqual({ created: false });
    expect(await users().attributes(anna)).toEqual({ ...nothing, region: 'GB' });
  });

  test('put last is the one that holds, though the clock stood still or went back', async () => {
    await open();
    for (const region of ['SE', 'GB', 'NO', 'DK']) {
      await users().putAttributes(anna, { ...nothing, region }, 'app');
      ingest.clock.now -= 3_600_000;
    }
    expect((await users().attributes(anna))!.region).toBe('DK');
  });

  test('is in the log once, with the events that were journaled beside it', async () => {
    await open();
    await ingest.accept(did(anna, 1));
    await users().putAttributes(anna, profile, 'simulate');
    await ingest.consumer.drain();
    expect([...ingest.log.stored.userChanges.values()]).toEqual([
      {
        kind: 'attributes',
        changeId: 'change-1',
        userKey: anna,
        changedAtMs: ingest.clock.now,
        origin: 'simulate',
        attributes: profile,
      },
    ]);
    expect(ingest.log.stored.events.size).toBe(1);
  });

  test('is acknowledged once durable though the user states are away, and there when they are back', async () => {
    await open();
    ingest.states.control.fate = () => 'fails';
    expect(await users({ waitMs: 0 }).putAttributes(anna, profile, 'app')).toEqual({ created: false });
    await expect(users().attributes(anna)).rejects.toThrow('away');
    ingest.states.control.fate = () => 'works';
    await ingest.restart();
    await ingest.consumer.drain();
    expect(await users().attributes(anna)).toEqual(profile);
  });

  test('is not acknowledged when the journal cannot take it', async () => {
    await open();
    await ingest.journal.close();
    await expect(users().putAttributes(anna, profile, 'app')).rejects.toMatchObject({ code: 'journal-unavailable' });
    await ingest.restart();
  });
});

describe('a user merged into another', () => {
  test('has given on all it did; the other keeps its own profile and history', async () => {
    await open();
    await ingest.accept(did(anna, 1), did(phone, 2));
    await users().putAttributes(anna, profile, 'app');
    await users().putAttributes(phone, { ...nothing, maturity: 'adult' }, 'app');
    await users().merge(anna, phone, 'app');
    expect(await itemsOf(anna)).toEqual([noOf(1), noOf(2)]);
    expect(await itemsOf(phone)).toEqual([noOf(2)]);
    expect(await users().attributes(anna)).toEqual(profile);
  });

  test('gives on what arrives later, as a device does that was offline', async () => {
    await open();
    await users().merge(anna, phone, 'app');
    await ingest.accept(did(phone, 3));
    await ingest.consumer.drain();
    expect(await itemsOf(anna)).toEqual([noOf(3)]);
    await ingest.accept(did(anna, 4));
    await ingest.consumer.drain();
    expect(await itemsOf(phone)).toEqual([noOf(3)]);
  });

  test('again changes nothing', async () => {
    await open();
    await ingest.accept(did(phone, 2));
    await users().merge(anna, phone, 'app');
    const before = await ingest.stateOf(anna);
    await users().merge(anna, phone, 'app');
    expect(await ingest.stateOf(anna)).toEqual(before);
  });

  test('gives on along every chain and circle, in one batch as in many', async () => {
    await open();
    await ingest.consumer.stop();
    const all = users({ waitMs: 0 });
    await all.merge(tablet, phone, 'app');
    await ingest.accept(did(phone, 1), did(tablet, 2), did(anna, 3));
    await all.merge(anna, tablet, 'app');
    await all.merge(phone, anna, 'app');
    await ingest.restart();
    await ingest.consumer.drain();
    for (const userKey of [anna, phone, tablet]) expect(await itemsOf(userKey)).toEqual([noOf(1), noOf(2), noOf(3)]);
    await ingest.accept(did(tablet, 4));
    await ingest.consumer.drain();
    for (const userKey of [anna, phone, tablet]) expect((await itemsOf(userKey)).at(-1)).toBe(noOf(4));
  });

  test('ends in the same bytes whenever the merge is heard of, and when everything is heard again after a crash', async () => {
    const endings = [];
    for (const mergeAt of [0, 1, 2, 3]) {
      await open();
      for (let n = 0; n < 3; n++) {
        if (mergeAt === n) await users().merge(anna, phone, 'app');
        await ingest.accept(did(phone, n), did(anna, 10 + n));
      }
      if (mergeAt === 3) await users().merge(anna, phone, 'app');
      ingest.saved.position = 0;
      await ingest.restart();
      await ingest.consumer.drain();
      endings.push(Buffer.from((await ingest.states.memory.read(anna))!.bytes).toString('hex'));
      if (mergeAt < 3) await ingest.close();
    }
    expect(new Set(endings).size).toBe(1);
  });

  test('gives on what had to wait for the name of its item', async () => {
    await open();
    ingest.items.control.isAway = true;
    await ingest.accept(did(phone, 50));
    await users().merge(anna, phone, 'app');
    expect(await itemsOf(anna)).toEqual([]);
    ingest.items.control.isAway = false;
    await ingest.consumer.drain();
    expect(await itemsOf(anna)).toEqual([21]);
  });

  test('reaches the other though the store failed half way', async () => {
    await open();
    await ingest.accept(did(phone, 1));
    await ingest.consumer.drain();
    let calls = 0;
    // The merged user's own state is written, then the store goes away for a while.
    ingest.states.control.fate = () => (++calls > 2 && calls < 6 ? 'fails' : 'works');
    await users().merge(anna, phone, 'app');
    await ingest.consumer.drain();
    expect(calls).toBeGreaterThan(6);
    expect(await itemsOf(anna)).toEqual([noOf(1)]);
  });
});

describe('after an erasure by a process whose clock is ahead', () => {
  const erase = (userKey: string, aheadMs = 60_000) =>
    eraseUserStates(ingest.states.memory, [{ userKey, erasedAtMs: ingest.clock.now + aheadMs }]);

  test('a profile that is put holds', async () => {
    await open();
    await users().putAttributes(anna, profile, 'app');
    await erase(anna);
    expect(await users().attributes(anna)).toBeNull();
    expect(await users().putAttributes(anna, profile, 'app')).toEqual({ created: true });
    expect(await users().attributes(anna)).toEqual(profile);
  });

  test('a merge counts, of the one and into the other, with all that the merged user did', async () => {
    await open();
    await ingest.accept(did(phone, 1), did(tablet, 2));
    await ingest.consumer.drain();
    await erase(anna);
    await users().merge(anna, phone, 'app');
    expect(await itemsOf(anna)).toEqual([noOf(1)]);
    await erase(phone, 65_000);
    await users().merge(tablet, phone, 'app');
    await ingest.accept(did(phone, 3, { occurredAtMs: ingest.clock.now + 70_000 }));
    await ingest.consumer.drain();
    expect(await itemsOf(tablet)).toEqual([noOf(2), noOf(3)]);
    expect(await itemsOf(anna)).toEqual([noOf(1)]);
  });

  test('merging again into a user who was erased since is said again', async () => {
    await open();
    const said = users();
    await said.merge(anna, phone, 'app');
    await erase(anna);
    await said.merge(anna, phone, 'app');
    await ingest.consumer.drain();
    const stamps = [...ingest.log.stored.userChanges.values()].map((change) => change.changedAtMs);
    expect(stamps).toEqual([ingest.clock.now, ingest.clock.now + 60_001]);
  });
});
