import type {
  FindSuggestions,
  FoundSuggestions,
  SuggestedFor,
  Suggestion,
  SuggestionKind,
} from '../../domain/suggestion.ts';
import type { PageParts } from '../page-stages.ts';
import { createCatalogueScores } from './catalogue-scores.ts';
import { newItemSuggestions } from './new-item-suggestions.ts';
import { pageValue } from './page-value.ts';
import { createSeePage } from './seen-page.ts';
import { slotSuggestions } from './slot-suggestions.ts';
import { tagSuggestions } from './tag-suggestions.ts';

export interface SuggestionParts extends Pick<PageParts, 'snapshot' | 'clock' | 'logger'> {
  /** Lets others have their turn: this is no page, and pages go first. */
  readonly pause: () => Promise<unknown>;
}

/** What was found is good for so long, unless what it was found in changes. */
export const SUGGESTIONS_KEPT_MS = 60_000;
/** Item stats change all the time; within the minute they make no other suggestions worth having. */
const PARTS = ['catalogue', 'models', 'objectives', 'pins', 'templates', 'switches', 'editorial'];
const MOST_KEPT = 32;

interface Kept {
  readonly found: FoundSuggestions;
  /** What it was found in, and without. */
  readonly versions: Readonly<Record<string, number>>;
  readonly judged: ReadonlySet<string>;
}

/** One search at a time, in small pieces. The same snapshot and time give the same. */
export function createSuggestions({ snapshot: ofNow, clock, logger, pause }: SuggestionParts): FindSuggestions {
  const seePage = createSeePage({ clock, ...(logger && { logger }) });
  const scoresOf = createCatalogueScores(pause);
  const kept = new Map<string, Kept>();
  let last: Promise<unknown> = Promise.resolve();

  async function search(kind: SuggestionKind, who: SuggestedFor, judged: ReadonlySet<string>): Promise<Kept> {
    const snapshot = ofNow();
    const nowMs = clock.nowMs();
    const keep = (modelVersion: string | null, suggestions: readonly Suggestion[]): Kept => ({
      found: { suggestions, modelVersion, objectives: snapshot.objectives, asOfMs: nowMs },
      versions: snapshot.versions,
      judged,
    });
    if (snapshot.models === null) return keep(null, []);
    const { version } = snapshot.models.model;
    if (kind === 'tags') return keep(version, await tagSuggestions({ snapshot, judged, pause }));
    const page = await seePage(snapshot, who, nowMs);
    if (page === null) return keep(null, []);
    const scores = await scoresOf(page.context);
    const given = { seePage, snapshot, who, nowMs, page, pageValue: pageValue(page), judged, pause };
    return keep(version, await (kind === 'slots' ? slotSuggestions : newItemSuggestions)(given, scores));
  }

  /** A model that was replaced meanwhile is gone after a while: then once more, with the new one. */
  async function searchOnce(...of: Parameters<FindSuggestions>): Promise<Kept> {
    const { models } = ofNow();
    try {
      return await search(...of);
    } catch (error) {
      if (ofNow().models === models) throw error;
      return await search(...of);
    }
  }

  return async (kind, who, judged) => {
    // A tag is a tag wherever its item is shown.
    const key = kind === 'tags' ? kind : JSON.stringify([kind, who.surface, who.region, who.maturity]);
    const isOpen = ({ subject }: Suggestion): boolean => !judged.has(subject);
    const turn = last.then(async () => {
      const known = kept.get(key);
      if (known !== undefined && isGood(known, judged)) return known;
      const found = await searchOnce(kind, who, judged);
      kept.delete(key);
      kept.set(key, found);
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
      return found;
    });
    last = turn.catch(() => {});
    const { found } = await turn;
    return { ...found, suggestions: found.suggestions.filter(isOpen) };
  };

  /** What was judged since is left out of it; what was left out of it and is open again has to be looked for. */
  function isGood({ found, versions, judged }: Kept, judgedNow: ReadonlySet<string>): boolean {
    const now = ofNow().versions;
    return (
      clock.nowMs() - found.asOfMs < SUGGESTIONS_KEPT_MS &&
      PARTS.every((part) => now[part] === versions[part]) &&
      [...judged].every((subject) => judgedNow.has(subject))
    );
  }
}
