import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import type { Event } from './api-types.ts';
import type { EventStorage } from './event-storage.ts';

/**
 * Keeps events in a file of JSON lines, for Node: an event, or the ids of those that are done. Written anew when most of it is done. One
 * process a file. Survives the death of the process at any moment; a power cut may take what the operating system had not written.
 */
export function createFileStorage(path: string): EventStorage {
  const kept = new Map<string, Event>();
  let lines = 0;

  async function rewrite(): Promise<void> {
    const aside = `${path}.new`;
    await writeFile(aside, linesOf([...kept.values()]));
    await rename(aside, path);
    lines = kept.size;
  }

  return {
    async load() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      for (const line of text.split('\n')) {
        const record = parse(line);
        if (record === null) continue;
        if ('done' in record) for (const eventId of record.done) kept.delete(eventId);
        else kept.set(record.eventId, record);
      }
      // Without a line that death cut short, so that the next one does not grow onto it.
      if (text !== '') await rewrite();
      return [...kept.values()];
    },
    async append(events) {
      await appendFile(path, linesOf(events));
      for (const event of events) kept.set(event.eventId, event);
      lines += events.length;
    },
    async remove(eventIds) {
      for (const eventId of eventIds) kept.delete(eventId);
      if (++lines > 2 * kept.size + FEW_LINES) await rewrite();
      else await appendFile(path, linesOf([{ done: eventIds }]));
    },
  };
}

const FEW_LINES = 1000;

const linesOf = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** null for an empty line and for one that was cut. */
function parse(line: string): Event | { readonly done: readonly string[] } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
