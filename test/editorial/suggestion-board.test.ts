import { beforeEach, describe, expect, test } from '@jest/globals';
import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryPinStore } from '../../src/adapters/memory/pin-store.ts';
import { createMemorySuggestionStore } from '../../src/adapters/memory/suggestion-store.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import { type Suggestion, VERDICT_MS } from '../../src/domain/suggestion.ts';
import type { PinAnswer } from '../../src/editorial/pins.ts';
import { createSuggestionBoard, type SuggestionBoard } from '../../src/editorial/suggestion-board.ts';
import { anItem } from '../support/items.ts';
import { aSlotSuggestion, aTagSuggestion } from '../support/suggestions.ts';

const WHO = { surface: 'tv', region: null, maturity: 'adult' } as const;
const NOW_MS = Date.parse('2026-03-01T12:00:00.000Z');

describe('the board of suggestions', () => {
  let board: SuggestionBoard;
  let suggested: Suggestion[];
  let nowMs: number;
  let auditLog: ReturnType<typeof createMemoryAuditLog>;
  let itemStore: ReturnType<typeof createMemoryItemStore>;
  let pinStore: ReturnType<typeof createMemoryPinStore>;
  let suggestionStore: ReturnType<typeof createMemorySuggestionStore>;
  /** Called between what is done and the note that it was. */
  let meanwhile: () => Promise<unknown>;

  beforeEach(async () => {
    auditLog = createMemoryAuditLog();
    itemStore = createMemoryItemStore(undefined, auditLog.append);
    pinStore = createMemoryPinStore(undefined, auditLog.append);
    suggestionStore = createMemorySuggestionStore(auditLog.append);
    suggested = [aSlotSuggestion('i1'), aSlotSuggestion('i2'), aTagSuggestion('i3')];
    nowMs = NOW_MS;
    meanwhile = async () => {};
    await itemStore.upsert(['i1', 'i2', 'i3'].map((itemId) => anItem(itemId)));
    board = createSuggestionBoard({
      findSuggestions: async (kind, _who, judged) => ({
        suggestions: suggested.filter((one) => one.kind === kind && !judged.has(one.subject)),
        modelVersion: 'v1',
        objectives: DEFAULT_OBJECTIVES,
        asOfMs: nowMs,
      }),
      suggestionStore,
      pinBoard: {
        async create(draft, actor, once = null) {
          const { pin } = await pinStore.create(draft, { atMs: nowMs, actor, reason: draft.note }, once);
          await meanwhile();
          return {
            pin: { ...pin, approval: null, state: 'live' },
            warnings: [],
            effective: [],
            reach: null,
          } satisfies PinAnswer;
        },
        remove: (pinId, version, actor, reason = '') => pinStore.remove(pinId, version, { atMs: nowMs, actor, reason }),
      },
      itemStore: {
        get: itemStore.get,
        async setTag(...of) {
          const isThere = await itemStore.setTag(...of);
          await meanwhile();
          return isThere;
        },
      },
      clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
    });
  });

  const listed = async (kind: Suggestion['kind']) => (await board.list(kind, WHO, 20)).suggestions;
  const live = async () => (await pinStore.list({ cursor: null, limit: 50 })).pins.map(({ pin }) => pin);
  const judgedAlready = expect.objectContaining({ code: 'already-judged' });

  test('yes to a slot is a pin from now on for a week, for new users of its surface and region, and one audited change', async () => {
    suggested = [aSlotSuggestion('i1', { region: 'DE', surface: 'web' })];
    const [one] = await listed('slots');
    const { pin, item } = await board.accept(one!.suggestionId, 'key-1', 'good idea');
    expect(item).toBeNull();
    expect(pin!.pin).toMatchObject({
      ...{ itemId: 'i1', rowId: 'trending', position: 1, enabled: true, note: 'good idea', campaign: 'suggestions' },
      ...{ from: '2026-03-01T12:00:00.000Z', until: '2026-03-08T12:00:00.000Z' },
      audience: { surfaces: ['web'], regions: ['DE'], newUsers: true },
    });
    const entries = await auditLog.list({ limit: 9 });
    expect(entries).toMatchObject([{ action: 'pin.create', actor: 'key-1', reason: 'good idea' }]);
  });

  test('yes to a new item is a pin for everybody there', async () => {
    suggested = [aSlotSuggestion('i1', { kind: 'new-items' })];
    const [one] = await listed('new-items');
    const { pin } = await board.accept(one!.suggestionId, 'key-1', '');
    expect(pin!.pin).toMatchObject({ audience: { surfaces: ['tv'] }, note: 'Suggested' });
  });

  test('yes to a tag is the tag, and one audited change', async () => {
    const [one] = await listed('tags');
    const { pin, item } = await board.accept(one!.suggestionId, 'key-1', 'indeed');
    expect([pin, item!.item.tags]).toEqual([null, ['heist']]);
    expect(await auditLog.list({ limit: 9 })).toMatchObject([
      { action: 'item.tag', object: 'item:i3', reason: 'indeed', after: { field: 'tags', value: 'heist', on: true } },
    ]);
  });

  test('what was judged is not listed again for a season, and cannot be judged twice', async () => {
    const [first, second] = await listed('slots');
    await board.accept(first!.suggestionId, 'key-1', '');
    await board.reject(second!.suggestionId, 'key-2', 'no');
    expect(await listed('slots')).toEqual([]);
    for (const { suggestionId } of [first!, second!]) {
      await expect(board.accept(suggestionId, 'key-1', '')).rejects.toEqual(judgedAlready);
      await expect(board.reject(suggestionId, 'key-1', '')).rejects.toEqual(judgedAlready);
    }
    expect(await live()).toHaveLength(1);
    nowMs += VERDICT_MS;
    expect(await listed('slots')).toHaveLength(2);
  });

  test('what nobody was shown cannot be judged', async () => {
    const unknown = expect.objectContaining({ code: 'unknown-suggestion' });
    await expect(board.accept(suggested[0]!.suggestionId, 'key-1', '')).rejects.toEqual(unknown);
    await expect(board.reject('x', 'key-1', '')).rejects.toEqual(unknown);
  });

  test('who accepts the same at once gets the same pin', async () => {
    const [one] = await listed('slots');
    const both = await Promise.all([1, 2].map(() => board.accept(one!.suggestionId, 'key-1', '')));
    expect(both[0]!.pin!.pin.pinId).toBe(both[1]!.pin!.pin.pinId);
    expect(await live()).toHaveLength(1);
  });

  test('who was cut off before the verdict was noted accepts again, and nothing is made twice', async () => {
    const [one] = await listed('slots');
    meanwhile = async () => {
      meanwhile = async () => {};
      throw new Error('cut off');
    };
    await expect(board.accept(one!.suggestionId, 'key-1', '')).rejects.toThrow('cut off');
    nowMs += 60_000;
    await board.accept(one!.suggestionId, 'key-1', '');
    expect(await live()).toHaveLength(1);
  });

  test('of a yes and a no at once the later is told, and what the yes did is taken back', async () => {
    const [[slot], [tag]] = [await listed('slots'), await listed('tags')];
    for (const { suggestionId } of [slot!, tag!]) {
      meanwhile = async () => {
        meanwhile = async () => {};
        await board.reject(suggestionId, 'key-2', 'no');
      };
      await expect(board.accept(suggestionId, 'key-1', 'yes')).rejects.toEqual(judgedAlready);
    }
    expect(await live()).toEqual([]);
    expect((await itemStore.get('i3'))!.item.tags).toEqual([]);
  });

  test('a tag of an item that is gone is refused, and stays open', async () => {
    const [one] = await listed('tags');
    await itemStore.remove('i3', { atMs: nowMs, actor: 'key-1', reason: '' });
    await expect(board.accept(one!.suggestionId, 'key-1', '')).rejects.toMatchObject({ code: 'unknown-item' });
    expect(await listed('tags')).toHaveLength(1);
  });
});
