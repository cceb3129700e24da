import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from '../../src/domain/page.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { complete, event, fillSmallWorld, runMarquee, runTrain, train } from '../support/small-world.ts';

/** The whole loop on real Postgres, Redis and HTTP: import, train, page, watch, a changed page, train again, swap. */
const HOUR_MS = 3_600_000;

describe('the learning loop', () => {
  let service: TestService;
  let log: Client;

  beforeAll(async () => {
    service = await startTestService();
    log = new Client({ connectionString: service.databaseUrl, options: '-c search_path=marquee' });
    await log.connect();
  }, 60_000);

  afterAll(async () => {
    await log.end();
    await service.destroy();
  });

  test('an empty log is nothing to learn from: train ends with 4 and says so', async () => {
    const { code, stdout } = await runTrain(service);
    expect(code).toBe(4);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'data-check-failed' });
  }, 60_000);

  test('a catalogue and a history come in, and a model is trained, published and served', async () => {
    await fillSmallWorld(service);

    const trained = await train(service);
    expect(trained).toMatchObject({ outcome: 'published' });
    const page = await pageOf('v0', (answer) => answer.models.ranker === trained.version);
    expect(page.rung).toBe('R0');
  }, 120_000);

  test('a stranger gets a good cold page', async () => {
    const page = await pageOf('stranger');
    expect(page).toMatchObject({ rung: 'R0', degraded: false });
    expect(page.rows.length).toBeGreaterThanOrEqual(2);
    expect(page.rows.map((row) => row.kind)).not.toContain('continue-watching');
    const items = page.rows.flatMap((row) => row.items.map((slot) => slot.itemId));
    expect(new Set(items).size).toBe(items.length);
  });

  test('what a viewer watches is on the next page: its kind comes up, itself goes, the row says why', async () => {
    const before = await pageOf('gustav');
    const shareBefore = shareOf('Horror', before);
    const impression = before.rows[0]!.items[0]!;
    await sendEvents([
      { ...event('click', 'gustav', impression.itemId, 'g-click'), impressionId: impression.impressionId },
      ...[3, 5, 7].map((n) => complete('gustav', `Horror-${n}`, `g-${n}`)),
      { ...event('progress', 'gustav', 'Comedy-9', 'g-progress'), portion: 0.4 },
    ]);
    const after = await pageOf('gustav', (page) => page.rows.some((row) => row.kind === 'because-you-watched'));
    const items = after.rows.flatMap((row) => row.items.map((slot) => slot.itemId));
    expect(shareOf('Horror', after)).toBeGreaterThan(Math.max(0.6, shareBefore));
    for (const watched of ['Horror-3', 'Horror-5', 'Horror-7']) expect(items).not.toContain(watched);
    expect(after.rows[0]).toMatchObject({ rowId: 'continue-watching' });
    expect(after.rows[0]!.items[0]).toMatchObject({ itemId: 'Comedy-9', resume: { itemId: 'Comedy-9' } });
    const because = after.rows.find((row) => row.kind === 'because-you-watched')!;
    expect(because.seed!.itemId).toMatch(/^Horror-[357]$/);
    expect(because.title).toContain(because.seed!.title);
  });

  test('every impression of a hundred pages is in v_impressions within two seconds, once', async () => {
    const pages: Page[] = [];
    for (let n = 0; n < 100; n++) pages.push(await pageOf(`v${n}`));
    const served = pages.flatMap((page) => page.rows.flatMap((row) => row.items.map((slot) => slot.impressionId)));
    const ids = pages.map((page) => page.recommendationId);
    const stored = await eventually(
      async () => {
        const { rows } = await log.query('SELECT impression_id FROM v_impressions WHERE recommendation_id = ANY($1)', [
          ids,
        ]);
        return rows.map((row) => row.impression_id as string);
      },
      (impressions) => impressions.length >= served.length,
      2000,
    );
    expect([...stored].sort()).toEqual([...served].sort());
  });

  test('what came of an impression is joined to it, once', async () => {
    // The roll-ups run every second, beside all else.
    const clicked = await eventually(
      async () => {
        const { rows } = await log.query(
          `SELECT count(*)::int AS clicked FROM v_outcomes JOIN v_impressions USING (impression_id)
           WHERE clicked_at IS NOT NULL AND attribution = 'direct'`,
        );
        return rows[0].clicked as number;
      },
      (count) => count > 0,
      5000,
    );
    expect(clicked).toBe(1);
  });

  test('a pin is on the next page within a second, where it belongs, and what it displaced is logged', async () => {
    const before = (await pageOf('v1')).rows.find((row) => row.rowId === 'top-picks')!;
    const pin = {
      itemId: 'Documentary-0',
      rowId: 'top-picks',
      position: 1,
      from: new Date(Date.now() - HOUR_MS).toISOString(),
      until: new Date(Date.now() + HOUR_MS).toISOString(),
      ifWatched: 'show',
    };
    expect((await service.call('POST', '/v1/pins', { as: 'editor', json: pin })).status).toBe(201);
    const slotOf = (page: Page) => page.rows.find((row) => row.rowId === 'top-picks')!.items[1]!;
    const page = await pageOf('v1', (answer) => slotOf(answer).itemId === 'Documentary-0', 1000);
    expect(slotOf(page)).toMatchObject({ pinned: true, propensity: 1 });
    const logged = await eventually(
      async () =>
        (await log.query('SELECT * FROM v_impressions WHERE impression_id = $1', [slotOf(page).impressionId])).rows,
      (rows) => rows.length === 1,
      2000,
    );
    expect(logged[0]).toMatchObject({ pinned: true, displaced_item_id: before.items[1]!.itemId });
  });

  test('the dataset has the page that was clicked, with all that stood before it, and the histories', async () => {
    const out = mkdtempSync(join(tmpdir(), 'marquee-dataset-'));
    try {
      const { code, stderr } = await runMarquee(service, 'export', 'dataset', '--format', 'ndjson', '--out', out);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'));
      const rows = files.flatMap((name) =>
        readFileSync(join(out, name), 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
      const clicked = rows.filter((row) => row.click === 1);
      expect(clicked).toHaveLength(1);
      expect(clicked[0]).toMatchObject({ row_index: 0, position: 0, play: 0, draw_weight: 1 });
      const drawn = rows.filter((row) => row.recommendation_id === null);
      expect(drawn.filter((row) => row.relevance === 1).length).toBeGreaterThan(50);
      expect(drawn.every((row) => row.click === null)).toBe(true);
    } finally {
      rmSync(out, { recursive: true });
    }
  }, 60_000);

  test('nothing of all this was refused by the log', async () => {
    await service.settled();
    expect((await log.query('SELECT kind, reason FROM v_dead_letters')).rows).toEqual([]);
  });

  test('a second training learns from what happened since, and is swapped in under requests without a restart', async () => {
    const old = (await pageOf('v2')).models.ranker;
    await service.settled();
    const training = train(service);
    let isDone = false;
    void training.finally(() => {
      isDone = true;
    });
    let pages = 0;
    while (!isDone) {
      await pageOf(`v${pages++ % 100}`);
    }
    const { outcome, version } = await training;
    expect(outcome).toBe('published');
    expect(version).not.toBe(old);
    const page = await pageOf('v2', (answer) => answer.models.ranker === version, 5000);
    expect(page.models.retrieval).toBe(version);
    expect(page.rung).toBe('R0');
    expect(pages).toBeGreaterThan(10);
  }, 120_000);

  async function pageOf(
    userId: string,
    isWanted: (page: Page) => boolean = () => true,
    withinMs = 3000,
  ): Promise<Page> {
    return eventually(
      async () => {
        const { status, body } = await service.call('GET', `/v1/users/${userId}/home`);
        expect({ status, logged: body.logged }).toEqual({ status: 200, logged: true });
        return body as Page;
      },
      isWanted,
      withinMs,
    );
  }

  async function sendEvents(events: readonly object[]): Promise<{ accepted: number }> {
    const { status, body } = await service.call('POST', '/v1/events', { json: { events } });
    expect({ status, rejected: body.rejected }).toEqual({ status: 202, rejected: [] });
    return body;
  }
});

/** Share of a genre among the first ten of the viewer's own row. */
function shareOf(genre: string, page: Page): number {
  const items = page.rows.find((row) => row.rowId === 'top-picks')?.items.slice(0, 10) ?? [];
  return items.length === 0 ? 0 : items.filter((slot) => slot.itemId.startsWith(genre)).length / items.length;
}
