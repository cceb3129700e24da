import { describe, expect, test } from '@jest/globals';
import type { VersionedState } from '../../src/domain/ports/user-state-store.ts';
import { EMPTY_STATE } from '../../src/features/user-state.ts';
import { encodeUserState } from '../../src/features/user-state-codec.ts';
import { fold } from '../../src/features/user-state-merge.ts';
import { createUsers } from '../../src/recommend/hydrate.ts';
import { eventAt } from '../support/user-states.ts';

const stored: VersionedState = { bytes: encodeUserState(fold(EMPTY_STATE, [eventAt(1, 'play', 7)])), version: 1 };

describe('what a process keeps in mind of users', () => {
  test('is the last state it read of each', async () => {
    const users = createUsers({ read: async () => stored });
    expect(users.lastKnown('anna')).toBeNull();
    await users.read('anna');
    expect([...users.lastKnown('anna')!.events.itemNo]).toEqual([7]);
  });

  test('is nothing of a user who was forgotten', async () => {
    const users = createUsers({ read: async () => stored });
    await users.read('anna');
    await users.read('bob');
    users.forget('anna');
    expect(users.lastKnown('anna')).toBeNull();
    expect(users.lastKnown('bob')).not.toBeNull();
  });

  test('is nothing of a user who was forgotten while the state was being read', async () => {
    let answer = (_state: VersionedState): void => {};
    const users = createUsers({
      read: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const reading = users.read('anna');
    users.forget('anna');
    answer(stored);
    expect((await reading).events.length).toBe(1);
    expect(users.lastKnown('anna')).toBeNull();
  });
});
