import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLoad } from '../faults/load.ts';
import { type FaultStack, openFaultStack, putFilms } from '../faults/stack.ts';
import { judgeHistory, NOTHING_WRONG } from '../faults/verdict.ts';
import { NO_FAULTS } from '../support/total-queue.ts';

/** A real process whose disk fails: the fault is put in where Node asks the kernel, everything above it is the service itself. */
const FAILING_DISK = pathToFileURL(join(import.meta.dirname, '..', 'support', 'failing-disk.ts')).href;
let home: string;
let stack: FaultStack;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'marquee-failing-'));
  stack = await openFaultStack({ env: { FAILING_DISK: join(home, 'fails') } });
}, 120_000);

afterAll(async () => {
  await stack?.destroy();
  rmSync(home, { recursive: true, force: true });
}, 120_000);

test('a disk that once fails to keep records ends the process with 1; the next start has all that was acknowledged', async () => {
  const failing = await stack.serve(['--import', FAILING_DISK]);
  const load = startLoad(stack, { seed: 9, itemIds: await putFilms(stack, 50), eventsPerS: 500 });
  await load.more(500);
  writeFileSync(join(home, 'fails'), '');
  expect(await failing.exited).toBe(1);
  expect(failing.log.filter(({ msg }) => String(msg).includes('the disk failed to keep records'))).toHaveLength(1);

  await stack.serve();
  await load.more(500);
  const history = await load.stop();
  expect({ strange: history.strange, exitCode: await stack.service.stop() }).toEqual({ strange: [], exitCode: 0 });
  const verdict = await judgeHistory(stack, history);
  expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS, profiles: NO_FAULTS });
}, 240_000);
