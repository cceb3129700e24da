import type { Decision } from '../domain/decision.ts';
import { translateEvent } from './event-map.ts';
import { type ImportBatch, importBatch, valuesOf } from './import-batch.ts';
import { judgeBodies } from './import-events.ts';
import type { ForeignEventDeps } from './import-gorse.ts';
import { accepted, type ImportRecord, refused } from './import-report.ts';
import { type MetarankEvent, readMetarankEvent } from './metarank-events.ts';
import { createMetarankItems } from './metarank-items.ts';
import { createRecentRankings, decisionOfRanking, type RecentRankings } from './metarank-rankings.ts';
import { createMetarankUsers } from './metarank-users.ts';
import { readNdjson } from './read-ndjson.ts';
import { stableEventId } from './stable-ids.ts';

export interface MetarankDeps extends ForeignEventDeps {
  readonly nowMs: () => number;
  /** Permanent numbers in the order of the ids, allotting the missing ones. */
  readonly resolveItems: (itemIds: readonly string[]) => Promise<Int32Array>;
}

/** At about half a kilobyte each. */
const MAX_HELD_RANKINGS = 100_000;
const ITEMS_PER_BATCH = 1000;
const PROFILES_PER_BATCH = 1000;

/**
 * An event log of Metarank as NDJSON, in order of time as Metarank wants it. Rankings become decisions of origin import,
 * interactions events that name the impression they answer, both with ids made of what the line says. Items and profiles of
 * users come last, each once, with all that the file said of them.
 */
export async function* importMetarank(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
  deps: MetarankDeps,
): AsyncGenerator<ImportBatch> {
  const items = createMetarankItems();
  const users = createMetarankUsers();
  const rankings = createRecentRankings(MAX_HELD_RANKINGS);
  for await (const lines of readNdjson(source, file)) {
    const records: ImportRecord<unknown>[] = [];
    const bodies: ImportRecord<unknown>[] = [];
    const ranked: Ranking[] = [];
    for (const line of lines) {
      const read = readMetarankEvent(line);
      if ('file' in read) records.push(read);
      else if (read.event === 'user') records.push(users.add(line, deps.userKeyOf(read.user), read.atMs, read.fields));
      else if (read.event === 'item') records.push(items.add(line, read.item, read.atMs, read.fields));
      else if (read.event === 'interaction') bodies.push(toBody(line, read, rankings, deps));
      else if (read.atMs > deps.nowMs())
        records.push(refused(file, line.line, 'in-future', 'The ranking is in the future.'));
      else {
        rankings.note(read);
        ranked.push(read);
        records.push(accepted(file, line.line, null));
      }
    }
    const events = judgeBodies(bodies, deps.validate);
    yield importBatch({
      records: [...records, ...events],
      decisions: await decisionsOf(ranked, deps),
      events: valuesOf(events),
    });
  }
  let batch = [];
  for (const item of items.all()) {
    batch.push(item);
    if (batch.length < ITEMS_PER_BATCH) continue;
    yield importBatch({ items: batch });
    batch = [];
  }
  if (batch.length > 0) yield importBatch({ items: batch });
  const userChanges = [...users.all()];
  for (let from = 0; from < userChanges.length; from += PROFILES_PER_BATCH) {
    yield importBatch({ userChanges: userChanges.slice(from, from + PROFILES_PER_BATCH) });
  }
}

type Ranking = Extract<MetarankEvent, { event: 'ranking' }>;
type Interaction = Extract<MetarankEvent, { event: 'interaction' }>;

/** Fields in which an interaction may carry stars or a portion. */
const NUMBER_FIELDS = ['value', 'rating', 'stars', 'portion'];

function toBody(
  { file, line }: { readonly file: string; readonly line: number },
  interaction: Interaction,
  rankings: RecentRankings,
  { eventMap, userKeyOf }: MetarankDeps,
): ImportRecord<unknown> {
  const { id, item, type, userId, sessionId, atMs, fields } = interaction;
  const number = NUMBER_FIELDS.map((name) => fields.get(name)).find((value) => typeof value === 'number');
  const said = translateEvent(type, (number as number | undefined) ?? null, eventMap);
  if (typeof said === 'string') return refused(file, line, 'unknown-type', said);
  const page = interaction.ranking === null ? null : rankings.find(interaction.ranking, item);
  return accepted(file, line, {
    ...said,
    eventId: stableEventId('metarank', id, type, userKeyOf(userId), item, atMs),
    userId,
    itemId: item,
    sessionId,
    timestamp: new Date(atMs).toISOString(),
    ...page,
  });
}

async function decisionsOf(ranked: readonly Ranking[], { resolveItems, userKeyOf }: MetarankDeps): Promise<Decision[]> {
  if (ranked.length === 0) return [];
  const itemNos = await resolveItems(ranked.flatMap(({ items }) => items.map(({ id }) => id)));
  let next = 0;
  return ranked.map((ranking) => {
    const end = next + ranking.items.length;
    const decision = decisionOfRanking(ranking, itemNos.slice(next, end), userKeyOf(ranking.userId));
    next = end;
    return decision;
  });
}
