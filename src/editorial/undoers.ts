import { COLLECTION_KIND, type EditorialStores, RULE_KIND, SEGMENT_KIND } from '../domain/editorial-objects.ts';
import { HEADS, type Objectives } from '../domain/objectives.ts';
import { completeTemplate, type GivenTemplate } from '../domain/page-template.ts';
import { SURFACES } from '../domain/pin.ts';
import type { Change, StoredAuditEntry } from '../domain/ports/audit-log.ts';
import {
  type AuditedBlock,
  type AuditedTag,
  ITEM_BLOCK,
  ITEM_DELETE,
  ITEM_RESTORE,
  ITEM_TAG,
  ITEM_UNBLOCK,
  type ItemStore,
  itemObject,
} from '../domain/ports/item-store.ts';
import type { Role } from '../domain/ports/key-store.ts';
import { OBJECTIVES_AUDIT, type ObjectivesStore } from '../domain/ports/objectives-store.ts';
import {
  SUGGESTION_REJECT,
  SUGGESTION_REOPEN,
  type SuggestionStore,
  suggestionObject,
} from '../domain/ports/suggestion-store.ts';
import { type AuditedSetting, SWITCH_PUT, type SwitchesStore, switchObject } from '../domain/ports/switches-store.ts';
import { TEMPLATE_DELETE, TEMPLATE_PUT, type TemplatesStore, templateObject } from '../domain/ports/templates-store.ts';
import { cannotUndo } from '../domain/require-undoable.ts';
import type { Suggestion } from '../domain/suggestion.ts';
import { SWITCH_NAMES } from '../domain/switches.ts';
import { undoEditorial } from './undo-editorial.ts';
import { type UndoablePins, undoPins } from './undo-pins.ts';

/** How changes of one kind are taken back: through the store that made them, as a change like any other. */
export interface Undoer {
  /** Who may make such a change, and so may undo it; admin may always. */
  readonly roles: readonly Role[];
  /** Puts the entry's `before` back. `change.undoes` is the entry's id: the store sees to it that it still can be. */
  putBack(entry: StoredAuditEntry, change: Change): Promise<unknown>;
}

export interface UndoableStores extends EditorialStores {
  readonly pinStore: UndoablePins;
  readonly templatesStore: Pick<TemplatesStore, 'put'>;
  readonly switchesStore: Pick<SwitchesStore, 'put'>;
  readonly objectivesStore: Pick<ObjectivesStore, 'put'>;
  readonly itemStore: Pick<ItemStore, 'setBlocked' | 'setTag' | 'restore'>;
  readonly suggestionStore: Pick<SuggestionStore, 'judge' | 'reopen'>;
}

/** What can be undone, by action. A new audited change gets its line here, or one in NOT_UNDONE. */
export function createUndoers(stores: UndoableStores): ReadonlyMap<string, Undoer> {
  const { pinStore, templatesStore, switchesStore, objectivesStore, itemStore, suggestionStore } = stores;

  const template: Undoer = {
    roles: ['editor'],
    async putBack({ object, before }, change) {
      const surface = named(object, SURFACES, templateObject);
      const whole = before === null ? null : completeTemplate(surface, before as GivenTemplate);
      return templatesStore.put(surface, whole, null, change);
    },
  };
  const block: Undoer = {
    roles: ['editor'],
    async putBack({ object, before }, change) {
      const { blocked, reason } = before as AuditedBlock;
      const itemId = itemIdOf(object);
      const isThere = await itemStore.setBlocked(itemId, blocked, reason ?? '', change);
      if (!isThere) throw cannotUndo(`The item ${itemId} is not in the catalogue any more. Put it back first.`);
    },
  };

  const tag: Undoer = {
    roles: ['editor'],
    async putBack({ object, before }, change) {
      const { on, ...which } = before as AuditedTag;
      const itemId = itemIdOf(object);
      if (await itemStore.setTag(itemId, which, on, change)) return;
      throw cannotUndo(`The item ${itemId} is not in the catalogue any more. Put it back first.`);
    },
  };
  const suggestion: Undoer = {
    roles: ['editor'],
    putBack: ({ object, before }, change) =>
      before === null
        ? suggestionStore.reopen(object.slice(suggestionObject('').length), change)
        : suggestionStore.judge(before as Suggestion, 'rejected', change),
  };

  return new Map<string, Undoer>([
    ...undoPins(pinStore),
    ...undoEditorial(SEGMENT_KIND, stores.segmentStore),
    ...undoEditorial(COLLECTION_KIND, stores.collectionStore),
    ...undoEditorial(RULE_KIND, stores.ruleStore),
    [TEMPLATE_PUT, template],
    [TEMPLATE_DELETE, template],
    [
      SWITCH_PUT,
      {
        roles: [],
        async putBack({ object, before }, change) {
          const name = named(object, SWITCH_NAMES, switchObject);
          // Nobody had touched it: it was on.
          const { state, until } = (before ?? { state: 'on', until: null }) as AuditedSetting;
          return switchesStore.put(name, { state, untilMs: until === null ? null : Date.parse(until) }, null, change);
        },
      },
    ],
    [
      OBJECTIVES_AUDIT.action,
      {
        roles: [],
        async putBack({ before }, change) {
          const given = before as Partial<Objectives>;
          // A head that is younger than the entry counted nothing then.
          const weights = Object.fromEntries(HEADS.map((head) => [head, given[head] ?? 0])) as Objectives;
          return objectivesStore.put(weights, null, change);
        },
      },
    ],
    [ITEM_BLOCK, block],
    [ITEM_UNBLOCK, block],
    [ITEM_TAG, tag],
    [SUGGESTION_REJECT, suggestion],
    [SUGGESTION_REOPEN, suggestion],
    [
      ITEM_DELETE,
      {
        roles: ['editor'],
        async putBack({ object }, change) {
          const itemId = itemIdOf(object);
          if (await itemStore.restore(itemId, change)) return;
          throw cannotUndo(`The item ${itemId} is in the catalogue again: somebody has put it.`);
        },
      },
    ],
  ]);
}

/** Throws 'cannot-undo' with what to do instead, where nobody can take back what was done. */
export function undoerOf(undoers: ReadonlyMap<string, Undoer>, { id, action }: StoredAuditEntry): Undoer {
  const undoer = undoers.get(action);
  if (undoer !== undefined) return undoer;
  throw cannotUndo(`Change ${id} (${action}) cannot be undone. ${NOT_UNDONE[action] ?? 'Set by hand what you want.'}`);
}

const itemIdOf = (object: string): string => object.slice(itemObject('').length);

const ROLL_BACK = 'Which model is live is taken back by POST /v1/models/{version}/rollback.';
const NOT_UNDONE: Readonly<Record<string, string>> = {
  'model.promote': ROLL_BACK,
  'model.rollback': 'POST /v1/models/{version}/promote makes another version live.',
  [ITEM_RESTORE]: 'DELETE /v1/items/{itemId} takes it out again.',
  'model.record': 'A package stays recorded; it is live only where it is promoted.',
  'model.reject': 'What the gate found stays written down: train anew.',
  'users.hash': 'Keys that somebody has cannot be called back.',
};

/** Which one of those there are today an entry's object names. */
function named<T extends string>(object: string, all: readonly T[], objectOf: (name: T) => string): T {
  const name = all.find((one) => objectOf(one) === object);
  if (name === undefined) throw cannotUndo(`There is no ${object} in this version of Marquee any more.`);
  return name;
}
