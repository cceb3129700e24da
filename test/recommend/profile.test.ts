import { describe, expect, test } from '@jest/globals';
import type { UserAttributes } from '../../src/domain/user-attributes.ts';
import { EMPTY_STATE, type UserState } from '../../src/features/user-state.ts';
import { fold } from '../../src/features/user-state-merge.ts';
import { aStoredItem } from '../support/items.ts';
import { aSnapshot, itemIdsOf, makePage } from '../support/pages.ts';

const everywhere = Array.from({ length: 6 }, (_, at) => aStoredItem(at + 1));
const inSweden = aStoredItem(7, { windows: [{ region: 'SE', from: null, until: null }] });
const forTeens = aStoredItem(8, { maturity: 'teen' });
const forAdults = aStoredItem(9, { maturity: 'adult' });
const items = [...everywhere, inSweden, forTeens, forAdults];
const snapshot = aSnapshot({ items, uses: Object.fromEntries(items.map(({ itemNo }) => [itemNo, 10])) });

function aUser(attributes: Partial<UserAttributes>): UserState {
  const nothing = { region: null, language: null, maturity: null, labels: [] };
  const stamp = { changeId: 'c', userKey: 'u', changedAtMs: 1, origin: 'test' } as const;
  return fold(EMPTY_STATE, [], [], [{ ...stamp, kind: 'attributes', attributes: { ...nothing, ...attributes } }]);
}

describe('the page of a user with a profile', () => {
  test('shows what is licensed where the profile says, unless the request says another place', async () => {
    const swede = aUser({ region: 'SE' });
    const { page, decision } = await makePage(snapshot, swede);
    expect(itemIdsOf(page)).toContain('i7');
    expect(decision.region).toBe('SE');
    expect(itemIdsOf((await makePage(snapshot, swede, { region: 'GB' })).page)).not.toContain('i7');
    expect(itemIdsOf((await makePage(snapshot, null)).page)).not.toContain('i7');
  });

  test('never shows what the profile’s maturity forbids, whatever the request allows', async () => {
    const { page, decision } = await makePage(snapshot, aUser({ maturity: 'teen' }), { maturity: 'adult' });
    expect(itemIdsOf(page)).toContain('i8');
    expect(itemIdsOf(page)).not.toContain('i9');
    expect(decision.maturity).toBe('teen');
    const kids = await makePage(snapshot, aUser({ maturity: 'adult' }), { maturity: 'kids' });
    expect(itemIdsOf(kids.page).sort()).toEqual(['i1', 'i2', 'i3', 'i4', 'i5', 'i6']);
  });

  test('shows what the profile allows where the service’s default alone would not', async () => {
    const request = { maturity: 'teen', isDefaultMaturity: true } as const;
    expect(itemIdsOf((await makePage(snapshot, aUser({ maturity: 'adult' }), request)).page)).toContain('i9');
    expect(itemIdsOf((await makePage(snapshot, aUser({}), request)).page)).not.toContain('i9');
  });
});
