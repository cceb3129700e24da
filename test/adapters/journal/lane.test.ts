import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openLane } from '../../../src/adapters/journal/lane.ts';
import { SILENT_LOGGER } from '../../../src/domain/ports/logger.ts';
import { bytesOf, readAll, segmentFiles, temporaryDirectory } from './support.ts';

const OURS = { tenant: 'ours', secretMark: '0123' };
const open = (directory: string, owner = OURS) =>
  openLane(directory, {
    owner,
    maxBytes: 1 << 20,
    logger: SILENT_LOGGER,
    onFatal(error) {
      throw error;
    },
  });

async function writtenLane(...texts: string[]): Promise<string> {
  const directory = temporaryDirectory();
  const { journal, close } = await open(directory);
  await journal.appendDurable(texts.map(bytesOf));
  await close();
  return directory;
}

describe('a lane', () => {
  test('is held by one at a time, by its directory or by that of its journal', async () => {
    const directory = await writtenLane('one');
    const held = await open(directory);
    await expect(open(directory)).rejects.toMatchObject({ code: 'already-running' });
    await expect(open(join(directory, 'journal'))).rejects.toMatchObject({ code: 'already-running' });
    await held.close();
    const again = await open(join(directory, 'journal'));
    expect(await readAll(again.journal)).toEqual(['one']);
    await again.close();
  });

  test('is known by its journal directory alone, under another name, as a copied volume may be', async () => {
    const directory = await writtenLane('one', 'two');
    const copy = join(temporaryDirectory(), 'from-the-old-disk');
    cpSync(join(directory, 'journal'), copy, { recursive: true });
    const { journal, close } = await open(copy);
    expect(await readAll(journal)).toEqual(['one', 'two']);
    expect(journal.journalId).toBe(readFileSync(join(directory, 'journal', 'journal-id'), 'utf8'));
    await close();
  });

  test('of another tenant or of another secret is refused with what to do, and can be opened by its owner after', async () => {
    const directory = await writtenLane('one');
    const byTenant = open(directory, { ...OURS, tenant: 'theirs' });
    await expect(byTenant).rejects.toMatchObject({ code: 'data-check-failed' });
    await expect(byTenant).rejects.toThrow('TENANT');
    const bySecret = open(directory, { ...OURS, secretMark: '4567' });
    await expect(bySecret).rejects.toMatchObject({ code: 'data-check-failed' });
    await expect(bySecret).rejects.toThrow('SECRET_FILE');
    await (await open(directory)).close();
  });

  test('from before lanes were marked is taken as it is', async () => {
    const directory = await writtenLane('one');
    const owner = join(directory, 'journal', 'owner');
    cpSync(join(directory, 'journal'), join(directory, 'copy'), { recursive: true, filter: (path) => path !== owner });
    const { journal, close } = await open(join(directory, 'copy'));
    expect(await readAll(journal)).toEqual(['one']);
    await close();
    expect(readFileSync(join(directory, 'copy', 'owner'), 'utf8')).toBe('ours 0123\n');
  });

  test('tells every damage to whoever counts it, once, by its place and size', async () => {
    const directory = await writtenLane('a record that will be hit', 'a record between', 'a record that is cut');
    const [path] = segmentFiles(join(directory, 'journal'));
    const bytes = readFileSync(path!);
    bytes[bytes.indexOf('hit')]! ^= 4;
    writeFileSync(path!, bytes.subarray(0, -5));
    const damage: [string, number][] = [];
    const { journal, close } = await openLane(directory, {
      owner: OURS,
      maxBytes: 1 << 20,
      logger: SILENT_LOGGER,
      onDamage: (place, size) => damage.push([place, size]),
      onFatal() {},
    });
    expect(await readAll(journal)).toEqual(['a record between']);
    await readAll(journal);
    expect(damage).toEqual([
      ['tail', 8 + 'a record that is cut'.length - 5],
      ['within', 8 + 'a record that will be hit'.length],
    ]);
    await close();
  });
});
