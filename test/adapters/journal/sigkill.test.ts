import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/domain/clock.ts';
import { open, readAll, temporaryDirectory } from './support.ts';

/** Runs a writer until it has acknowledged `count` records, kills it, and returns the acknowledged numbers. */
async function killedWriter(directory: string, firstNumber: number, count: number): Promise<number[]> {
  const writer = spawn(process.execPath, [resolve('test/adapters/journal/writer.ts'), directory, String(firstNumber)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  let killed = false;
  writer.stdout.on('data', (chunk) => {
    printed += chunk;
    if (!killed && printed.split('\n').length > count) killed = writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  // The last line may be cut by the kill; whole lines are acknowledgements.
  return printed.split('\n').slice(0, -1).map(Number);
}

describe('a process killed while it writes', () => {
  test('loses nothing it acknowledged, over several kills of one journal', async () => {
    const directory = temporaryDirectory();
    const random = seededRandom(11);
    const acknowledged: number[] = [];
    for (let round = 0; round < 4; round++) {
      acknowledged.push(...(await killedWriter(directory, round * 1_000_000, 20 + Math.floor(random() * 400))));
    }
    expect(acknowledged.length).toBeGreaterThan(80);
    const journal = await open(directory);
    const found = new Set((await readAll(journal)).map((text) => Number(text.split(':')[0])));
    expect(acknowledged.filter((number) => !found.has(number))).toEqual([]);
    await journal.close();
  });
});
