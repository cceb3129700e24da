import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { type KillsOutcome, killUnderLoad, openServing } from '../faults/kills.ts';
import type { FaultStack } from '../faults/stack.ts';
import { figuresOf, judgeHistory, NOTHING_WRONG } from '../faults/verdict.ts';
import { NO_FAULTS } from '../support/total-queue.ts';

/** The short form of test/faults/kills.faults.ts. */
let stack: FaultStack;
let outcome: KillsOutcome;

beforeAll(async () => {
  stack = await openServing();
}, 120_000);

afterAll(async () => {
  await stack?.destroy();
}, 120_000);

test('a SIGKILL of the service and one of Postgres under load lose nothing, double nothing and leave every state right', async () => {
  outcome = await killUnderLoad(stack, { seed: 4, serviceKills: 1, postgresKills: 1, between: [500, 1500] });
  const { history, verdict, exitCode } = outcome;
  expect({ strange: history.strange, exitCode }).toEqual({ strange: [], exitCode: 0 });
  expect(figuresOf(verdict)).toMatchObject({ lost: 0, duplicated: 0, unexpected: 0 });
  expect(verdict).toMatchObject({ ...NOTHING_WRONG, events: NO_FAULTS, pages: NO_FAULTS, profiles: NO_FAULTS });
  expect(verdict.events.acknowledged).toBeGreaterThan(1500);
  expect(verdict.pages.acknowledged).toBeGreaterThan(10);
  expect(history.resends).toBeGreaterThan(100);
}, 240_000);

test('the same count finds what is taken out of the stores by hand, and what is put in', async () => {
  const { history } = outcome;
  const page = history.pages.find((one) => one.logged && one.rows.length > 0)!;
  const client = new Client({ connectionString: stack.postgres.url, options: '-c search_path=marquee' });
  await client.connect();
  try {
    const { rows } = await client.query('DELETE FROM events WHERE event_id = $1 RETURNING *', [
      [...history.acknowledged][0],
    ]);
    await client.query('INSERT INTO events SELECT (jsonb_populate_record(null::events, $1)).*', [
      JSON.stringify({ ...rows[0], event_id: 'made-up', impression_ids: [] }),
    ]);
    await client.query('UPDATE decisions SET item_no[1] = item_no[2] WHERE recommendation_id = $1', [
      page.recommendationId,
    ]);
    await client.query('INSERT INTO decisions SELECT * FROM decisions WHERE recommendation_id = $1', [
      page.recommendationId,
    ]);
  } finally {
    await client.end();
  }
  const verdict = await judgeHistory(stack, history);
  expect(verdict.events).toMatchObject({ lost: [[...history.acknowledged][0]], unexpected: ['made-up'] });
  expect(verdict.pages.duplicated).toEqual([page.recommendationId]);
  expect(new Set(verdict.pagesAltered)).toEqual(new Set([page.recommendationId]));
  expect(verdict.statesWrong).toEqual([history.sent.get([...history.acknowledged][0]!)!.userId]);
}, 120_000);
