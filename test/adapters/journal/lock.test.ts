import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lockDataDir } from '../../../src/adapters/journal/lock.ts';
import { temporaryDirectory } from './support.ts';

describe('the lock of a data directory', () => {
  test('is held once, and refused with the name of the directory', async () => {
    const dataDir = temporaryDirectory();
    const lock = await lockDataDir(dataDir);
    const second = lockDataDir(dataDir);
    await expect(second).rejects.toMatchObject({ code: 'already-running' });
    await expect(second).rejects.toThrow(dataDir);
    lock.release();
    (await lockDataDir(dataDir)).release();
  });

  test('of one directory says nothing about another', async () => {
    const locks = [await lockDataDir(temporaryDirectory()), await lockDataDir(temporaryDirectory())];
    expect(locks).toHaveLength(2);
    for (const lock of locks) lock.release();
  });

  test('is free as soon as its holder is killed', async () => {
    const dataDir = temporaryDirectory();
    const holder = spawn(process.execPath, [resolve('test/adapters/journal/lock-holder.ts'), dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(lockDataDir(dataDir)).rejects.toMatchObject({ code: 'already-running' });
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    (await lockDataDir(dataDir)).release();
  });
});
