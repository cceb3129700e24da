import { accepted, type ImportRecord, refused } from './import-report.ts';
import { readCsv } from './read-csv.ts';

/** movieId -> the tags that enough users gave it, best supported first. */
export type SupportedTags = ReadonlyMap<string, readonly string[]>;

/** Users who must have given a film the same tag before it says something about the film and not about one user. */
export const TAG_SUPPORT = 2;
const MAX_TAG_LENGTH = 100;

/** Reads tags.csv; yields every record for the report and returns the tags with enough support. */
export async function* readTags(
  source: AsyncIterable<Uint8Array | string>,
  file: string,
): AsyncGenerator<readonly ImportRecord<null>[], SupportedTags> {
  const usersByTag = new Map<string, Map<string, Set<string>>>();
  for await (const records of readCsv(source, file, ['userId', 'movieId', 'tag'])) {
    yield records.map((record): ImportRecord<null> => {
      if (record.refusal) return record;
      const [userId, movieId, text] = record.value as [string, string, string];
      const tag = text.trim().toLowerCase();
      if (!/^\d+$/.test(userId) || !/^\d+$/.test(movieId) || tag === '' || tag.length > MAX_TAG_LENGTH) {
        const expected = `whole numbers as userId and movieId and a tag of 1 to ${MAX_TAG_LENGTH} characters`;
        return refused(file, record.line, 'invalid-tag', `The line must have ${expected}.`);
      }
      const tags = usersByTag.get(movieId) ?? new Map<string, Set<string>>();
      usersByTag.set(movieId, tags);
      tags.set(tag, (tags.get(tag) ?? new Set<string>()).add(userId));
      return accepted(file, record.line, null);
    });
  }
  return new Map([...usersByTag].map(([movieId, tags]) => [movieId, supported(tags)]));
}

function supported(tags: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  return [...tags]
    .filter(([, users]) => users.size >= TAG_SUPPORT)
    .sort(([a, usersA], [b, usersB]) => usersB.size - usersA.size || (a < b ? -1 : 1))
    .map(([tag]) => tag);
}
