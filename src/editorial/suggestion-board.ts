import type { Clock } from '../domain/clock.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { StoredItem } from '../domain/item.ts';
import type { Actor, Change } from '../domain/ports/audit-log.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import { alreadyJudged, type SuggestionStore } from '../domain/ports/suggestion-store.ts';
import { suggestedPin } from '../domain/suggested-pin.ts';
import {
  type FindSuggestions,
  type FoundSuggestions,
  type SlotSuggestion,
  type SuggestedFor,
  type Suggestion,
  type SuggestionKind,
  type TagSuggestion,
  VERDICT_MS,
} from '../domain/suggestion.ts';
import type { PinAnswer, PinBoard } from './pins.ts';

/** Suggestions as editors work with them: one answer does it, or says no for a season. */
export interface SuggestionBoard {
  list(kind: SuggestionKind, who: SuggestedFor, limit: number): Promise<FoundSuggestions>;
  /** Does what was suggested, audited as what it does. Throws 'unknown-suggestion', 'already-judged', 'unknown-item', 'limit-reached'. */
  accept(suggestionId: string, actor: Actor, reason: string): Promise<AcceptedSuggestion>;
  /** Throws 'unknown-suggestion', 'already-judged'. */
  reject(suggestionId: string, actor: Actor, reason: string): Promise<Suggestion>;
}

/** What came of it: a pin that stands from now on, or the item with its tag. */
export interface AcceptedSuggestion {
  readonly suggestion: Suggestion;
  readonly pin: PinAnswer | null;
  readonly item: StoredItem | null;
}

export interface SuggestionBoardDeps {
  readonly findSuggestions: FindSuggestions;
  readonly suggestionStore: SuggestionStore;
  readonly pinBoard: Pick<PinBoard, 'create' | 'remove'>;
  readonly itemStore: Pick<ItemStore, 'setTag' | 'get'>;
  readonly clock: Clock;
}

/**
 * Accepting does the deed first and then notes the verdict: who is cut off in between finds the suggestion open, and accepting it again does
 * nothing twice. Of two who judge at once one is told so, and what the other did is taken back.
 */
export function createSuggestionBoard(deps: SuggestionBoardDeps): SuggestionBoard {
  const { findSuggestions, suggestionStore, pinBoard, itemStore, clock } = deps;

  async function open(suggestionId: string, change: Change): Promise<Suggestion> {
    const suggestion = await suggestionStore.get(suggestionId);
    if (suggestion === null) {
      throw new MarqueeError(
        'unknown-suggestion',
        `There is no suggestion ${suggestionId} any more, or there never was. GET /v1/suggestions gives those that are open.`,
      );
    }
    if ((await suggestionStore.standing(suggestion.subject, change.atMs)) !== null) throw alreadyJudged(change);
    return suggestion;
  }

  /** Throws 'already-judged' after `takeBack` where somebody said otherwise meanwhile; that somebody accepted the very same is as good. */
  async function noteYes(suggestion: Suggestion, change: Change, takeBack: () => Promise<unknown>): Promise<void> {
    try {
      await suggestionStore.judge(suggestion, 'accepted', change);
    } catch (error) {
      if (!(error instanceof MarqueeError && error.code === 'already-judged')) throw error;
      const standing = await suggestionStore.standing(suggestion.subject, change.atMs);
      if (standing?.verdict === 'accepted' && standing.suggestionId === suggestion.suggestionId) return;
      await takeBack();
      throw error;
    }
  }

  async function pinIt(suggestion: SlotSuggestion, change: Change): Promise<AcceptedSuggestion> {
    const { suggestionId } = suggestion;
    const { actor, reason } = change;
    const draft = suggestedPin(suggestion, change.atMs, reason === '' ? 'Suggested' : reason);
    const pin = await pinBoard.create(draft, actor, { key: `suggestion ${suggestionId}`, digest: suggestionId });
    await noteYes(suggestion, change, () => pinBoard.remove(pin.pin.pinId!, null, actor, JUDGED_AT_ONCE));
    return { suggestion, pin, item: null };
  }

  async function tagIt(suggestion: TagSuggestion, change: Change): Promise<AcceptedSuggestion> {
    const { itemId, field, value } = suggestion;
    const tag = { field, value };
    if (!(await itemStore.setTag(itemId, tag, true, change))) {
      throw new MarqueeError('unknown-item', `The item ${itemId} is not in the catalogue any more. Put it back first.`);
    }
    await noteYes(suggestion, change, () =>
      itemStore.setTag(itemId, tag, false, { ...change, reason: JUDGED_AT_ONCE }),
    );
    return { suggestion, pin: null, item: await itemStore.get(itemId) };
  }

  return {
    async list(kind, who, limit) {
      const nowMs = clock.nowMs();
      const found = await findSuggestions(kind, who, await suggestionStore.judgedSince(nowMs - VERDICT_MS));
      const suggestions = found.suggestions.slice(0, limit);
      await suggestionStore.offer(suggestions, nowMs);
      return { ...found, suggestions };
    },
    async accept(suggestionId, actor, reason) {
      const change: Change = { atMs: clock.nowMs(), actor, reason };
      const suggestion = await open(suggestionId, change);
      return suggestion.kind === 'tags' ? await tagIt(suggestion, change) : await pinIt(suggestion, change);
    },
    async reject(suggestionId, actor, reason) {
      const change: Change = { atMs: clock.nowMs(), actor, reason };
      const suggestion = await open(suggestionId, change);
      await suggestionStore.judge(suggestion, 'rejected', change);
      return suggestion;
    },
  };
}

const JUDGED_AT_ONCE = 'the suggestion was judged otherwise at the same time';
