import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { type JournalOptions, openJournal } from '../../../src/adapters/journal/journal.ts';
import type { Journal } from '../../../src/domain/ports/journal.ts';
import { type Logger, SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';

const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'marquee-journal-'));
  directories.push(directory);
  return directory;
}

export function open(directory: string, options: Partial<JournalOptions> = {}): Promise<Journal> {
  const onFatal = (error: Error): void => {
    throw error;
  };
  return openJournal({ directory, maxBytes: 64 * 1024 ** 2, logger: SILENT_LOGGER, onFatal, ...options });
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** Every payload that a reader gets who reads in pieces of maxBytes, as text. */
export async function readAll(journal: Journal, from = 0, maxBytes = 1 << 20): Promise<string[]> {
  const texts: string[] = [];
  let position = from;
  for (;;) {
    const { payloads, nextPosition } = await journal.read(position, maxBytes);
    texts.push(...payloads.map((payload) => Buffer.from(payload).toString()));
    if (nextPosition === position) return texts;
    position = nextPosition;
  }
}

export const segmentFiles = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.segment'))
    .toSorted()
    .map((name) => join(directory, name));

/** A logger that keeps what it was told. */
export function recordingLogger(): { logger: Logger; lines: { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }, lines };
}
