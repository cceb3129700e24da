import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, 60_000);
afterAll(() => service.destroy());

test('a running service shows its stores, its snapshot, its answers and its pages at /metrics', async () => {
  expect((await service.call('GET', '/v1/users/u1/home')).status).toBe(200);
  expect((await service.call('GET', '/v1/items/none')).status).toBe(404);
  await service.settled();
  const text = await (await fetch(`${service.adminUrl}/metrics`)).text();
  expect(text).toMatch(/^marquee_dependency_up\{dependency="postgres".*\} 1$/m);
  expect(text).toMatch(/^marquee_dependency_up\{dependency="redis".*\} 1$/m);
  for (const part of ['catalogue', 'stats', 'pins', 'models']) {
    expect(text).toMatch(new RegExp(`^marquee_snapshot_version\\{part="${part}".*\\} \\d+$`, 'm'));
    expect(text).toMatch(new RegExp(`^marquee_snapshot_age_seconds\\{part="${part}".*\\} [\\d.e-]+$`, 'm'));
  }
  expect(text).toMatch(/^marquee_page_seconds_count\{route="home",rung="R\d".*\} 1$/m);
  expect(text).toMatch(/^marquee_requests_total\{method="GET",route="\/v1\/items\/\{itemId\}",status="404".*\} 1$/m);
  expect(text).toMatch(/^marquee_shipped_total\{record="decision".*\} 1$/m);
  expect(text).toMatch(/^marquee_journal_bytes(\{.*\})? \d+$/m);
  expect(text).toMatch(/^marquee_event_lag_seconds(\{.*\})? [\d.e-]+$/m);
  expect(text).not.toMatch(/^marquee_unlogged_pages_total\S* [1-9]/m);
});
