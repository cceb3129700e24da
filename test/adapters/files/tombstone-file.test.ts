import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTombstoneFile } from '../../../src/adapters/files/tombstone-file.ts';
import { userKeyFor } from '../../support/log-fixtures.ts';

describe('the file of tombstones', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'marquee-tombstones-')), 'data');
  });
  afterEach(() => rmSync(join(dataDir, '..'), { recursive: true }));
  const at = (n: number, erasedAtMs: number) => ({ userKey: userKeyFor(n), erasedAtMs });

  test('is empty before anybody was erased, and makes its directory', async () => {
    expect(await createTombstoneFile(dataDir).load()).toEqual([]);
    await createTombstoneFile(dataDir).append([at(1, 5)]);
    expect(await createTombstoneFile(dataDir).load()).toEqual([at(1, 5)]);
  });

  test('gives the latest of each user, whatever came last', async () => {
    const file = createTombstoneFile(dataDir);
    await file.append([at(1, 5), at(2, 7)]);
    await file.append([at(1, 9), at(2, 6)]);
    expect(await file.load()).toEqual([at(1, 9), at(2, 7)]);
  });

  test('passes over a line that a crash cut, and goes on after it', async () => {
    const file = createTombstoneFile(dataDir);
    await file.append([at(1, 5), at(2, 7)]);
    appendFileSync(join(dataDir, 'erasures.ndjson'), '{"userKey":"00000000000000000000');
    expect(await file.load()).toEqual([at(1, 5), at(2, 7)]);
    await file.append([at(3, 8)]);
    expect(await file.load()).toEqual([at(1, 5), at(2, 7), at(3, 8)]);
  });

  test('holds a line a user, for a person to read', async () => {
    await createTombstoneFile(dataDir).append([at(1, 0x18_0000_0000)]);
    expect(readFileSync(join(dataDir, 'erasures.ndjson'), 'utf8').trim()).toBe(
      `{"userKey":"${userKeyFor(1)}","erasedAt":"1973-04-08T01:06:55.104Z"}`,
    );
  });
});
