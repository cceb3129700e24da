import { describe, expect, test } from '@jest/globals';
import { createAudienceReach, REACH_KEPT_MS, REACH_TRIED_AGAIN_MS } from '../../src/editorial/audience-reach.ts';

const GROUP = {
  seenAs: [{ surface: 'tv', region: 'DE', maturity: 'adult', language: null }],
  users: 3,
} as const;

function setUp(fewestUsers = 0) {
  const log = { groups: [GROUP] as (typeof GROUP)[], reads: 0, isAway: false, nowMs: 1_000_000_000_000 };
  const asked: unknown[] = [];
  const reachOf = createAudienceReach({
    clock: { nowMs: () => log.nowMs, monotonicMs: () => 0 },
    origins: ['app', 'simulate'],
    viewerCounts: {
      async read(when) {
        log.reads++;
        asked.push(when);
        if (log.isAway) throw new Error('away');
        return { ...when, sampleShare: 1, groups: log.groups };
      },
    },
    fewestUsers,
    rowUsage: { read: async () => [{ surface: 'tv', rowId: 'trending', pages: 1, users: 0.5 }] },
  });
  return { log, asked, reachOf };
}

describe('the reach that editors are told', () => {
  test('is of seven days and the given origins, and counted once for all who ask within some minutes', async () => {
    const { log, asked, reachOf } = setUp();
    const [one, other] = await Promise.all([
      reachOf({}),
      reachOf({ regions: ['US'] }, { rowId: 'trending', rowKind: null }),
    ]);
    expect([one!.users, one!.rowShare, other!.users]).toEqual([3, null, 0]);
    const [fromMs, toMs] = [log.nowMs - 7 * 86_400_000, log.nowMs];
    expect(asked).toEqual([{ fromMs, toMs, origins: ['app', 'simulate'] }]);
    log.nowMs += REACH_KEPT_MS - 1;
    await reachOf({});
    expect(log.reads).toBe(1);
    log.nowMs += 1;
    await reachOf({});
    expect(log.reads).toBe(2);
  });

  test('of few viewers is told that they are fewer, where small counts are not told; of none, that there are none', async () => {
    const { log, reachOf } = setUp(10);
    const row = { rowId: 'trending', rowKind: null };
    expect(await reachOf({}, row)).toMatchObject({ users: 10, fewerThan: 10, ofUsers: 3, share: 1, rowShare: null });
    expect(await reachOf({ regions: ['US'] })).toMatchObject({ users: 0 });
    log.groups = [GROUP, GROUP, GROUP, GROUP];
    log.nowMs += REACH_KEPT_MS;
    const many = await reachOf({}, row);
    expect(many).toMatchObject({ users: 12, rowShare: 0.5 });
    expect(many).not.toHaveProperty('fewerThan');
  });

  test('is null as long as nobody was counted, and soon looked for again', async () => {
    const { log, reachOf } = setUp();
    log.groups = [];
    expect(await reachOf({})).toBeNull();
    log.groups = [GROUP];
    expect(await reachOf({})).toBeNull();
    log.nowMs += REACH_TRIED_AGAIN_MS;
    expect((await reachOf({}))!.users).toBe(3);
  });

  test('is that of before, or null, while the log cannot be read', async () => {
    const { log, reachOf } = setUp();
    log.isAway = true;
    expect(await reachOf({})).toBeNull();
    log.isAway = false;
    log.nowMs += REACH_TRIED_AGAIN_MS;
    expect((await reachOf({}))!.users).toBe(3);
    log.isAway = true;
    log.nowMs += REACH_KEPT_MS;
    expect((await reachOf({}))!.users).toBe(3);
  });
});
