import { folded } from '../../domain/folded.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { subjectOf, suggestionIdOf, TAG_FIELDS, type TagSuggestion } from '../../domain/suggestion.ts';
import { nearestTitles } from './nearest-titles.ts';
import { type TitleNames, titleNames } from './title-names.ts';

export interface TagSearch {
  readonly snapshot: Snapshot;
  readonly judged: ReadonlySet<string>;
  readonly pause: () => Promise<unknown>;
}

/** Titles looked at in one search, the most used first: each asks the index once, which in 20,000 titles takes half a millisecond. */
const MOST_TITLES = 500;
const NEIGHBOURS = 20;
/** Fewer that have anything in the field say nothing. */
const LEAST_NEIGHBOURS = 5;
/** Share of the neighbours that must have it; and so much more of them than of all titles. */
export const CLEAR_SHARE = 0.6;
const CLEAR_LIFT = 0.25;
const MOST_NAMED = 5;
/** Looked at in one go. */
const PIECE = 16;

/**
 * Genres and tags that a clear share of a title's nearest neighbours have and the title lacks, the clearest first; none that hardly ever
 * stands beside one that it has. Neighbours are near by what was watched with them; of titles that nobody watched, by their content.
 */
export async function tagSuggestions(search: TagSearch): Promise<readonly TagSuggestion[]> {
  const { snapshot, pause } = search;
  const { lists } = snapshot;
  const names = await titleNames(snapshot, pause);
  const titles = lists.byUses.subarray(0, MOST_TITLES);
  const found: TagSuggestion[] = [];
  for (const [at, title] of titles.entries()) {
    found.push(...tagsFor(search, title, names));
    if (at % PIECE === PIECE - 1) await pause();
  }
  const place = new Map(Array.from(titles, (title, at) => [snapshot.catalogue.itemId[title]!, at]));
  return found.sort(
    (a, b) =>
      b.confidence - a.confidence || place.get(a.itemId)! - place.get(b.itemId)! || (a.value < b.value ? -1 : 1),
  );
}

/** Of one title. */
function tagsFor({ snapshot, judged }: Omit<TagSearch, 'pause'>, title: number, names: TitleNames): TagSuggestion[] {
  const { catalogue, models } = snapshot;
  const near = nearestTitles(models!, title, NEIGHBOURS);
  const item = catalogue.item[title]!;
  const found: TagSuggestion[] = [];
  for (const field of TAG_FIELDS) {
    const own = new Set(item[field].map(folded));
    const votes = new Map<string, { name: string; weight: number; by: string[] }>();
    let all = 0;
    let having = 0;
    for (const { dense, likeness } of near) {
      const has = catalogue.item[dense]![field];
      if (has.length === 0) continue;
      all += likeness;
      having++;
      for (const name of has) {
        const vote = votes.get(folded(name)) ?? { name, weight: 0, by: [] };
        votes.set(folded(name), vote);
        vote.weight += likeness;
        vote.by.push(catalogue.itemId[dense]!);
      }
    }
    if (having < LEAST_NEIGHBOURS) continue;
    for (const [key, { name, weight, by }] of votes) {
      const [confidence, before] = [weight / all, names.shareOf(field, key)];
      if (own.has(key) || confidence < CLEAR_SHARE || confidence < before + CLEAR_LIFT) continue;
      if (names.excludes(field, own, key)) continue;
      const what = { kind: 'tags', field, value: name } as const;
      const subject = subjectOf(what, item);
      if (judged.has(subject)) continue;
      found.push({
        suggestionId: suggestionIdOf(what, subject),
        subject,
        modelVersion: models!.model.version,
        itemId: item.itemId,
        title: item.title,
        ...what,
        confidence,
        usual: before,
        neighbours: by.slice(0, MOST_NAMED),
      });
    }
  }
  return found.sort((a, b) => b.confidence - a.confidence);
}
