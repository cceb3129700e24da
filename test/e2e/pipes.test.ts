import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { anEvent, userKeyFor } from '../support/log-fixtures.ts';
import { openStores, type Stores } from '../support/postgres-stores.ts';
import { MAIN, ROOT } from '../support/serve-process.ts';
import { eventually } from '../support/service.ts';
import { runInShell } from '../support/shell.ts';

/** `import events -` and `export --follow` as processes with real pipes between them. */
const AT_MS = Date.UTC(2026, 5, 1, 12);
const MINUTE_MS = 60_000;
const STREAMS = readFileSync(join(ROOT, 'docs', 'streams.md'), 'utf8');

interface Installation {
  readonly env: NodeJS.ProcessEnv;
  readonly stores: Stores;
  readonly count: () => Promise<number>;
}

const children: ChildProcess[] = [];
const databases: TestDatabase[] = [];
const installations: Installation[] = [];
let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'marquee-pipes-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const { stores } of installations) await stores.pool.end();
  for (const database of databases) await database.drop();
  rmSync(home, { recursive: true, force: true });
}, 60_000);

async function anInstallation(): Promise<Installation> {
  const database = await createTestDatabase();
  databases.push(database);
  const stores = openStores(database.url);
  const installation = {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      DATA_DIR: join(home, `data-${databases.length}`),
      LOG_LEVEL: 'warn',
    },
    stores,
    count: async () => Number((await stores.pool.query('SELECT count(*) AS events FROM v_events')).rows[0].events),
  };
  installations.push(installation);
  return installation;
}

/** A command with its pipes; `lines` are what it has written so far. */
function run(program: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, program, { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  // Whoever writes to a process that was killed is told so by the acknowledgements that stay away.
  child.stdin.on('error', () => {});
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }));
  return { child, exited };
}

const marquee = (env: NodeJS.ProcessEnv, ...argv: readonly string[]) => run([...MAIN, ...argv], env);

const TYPES = ['play', 'complete', 'rate', 'hide', 'click'];
const bodyOf = (n: number) => ({
  eventId: `event-${n}`,
  type: TYPES[n % TYPES.length]!,
  userId: `user-${n % 17}`,
  itemId: `item-${n % 23}`,
  timestamp: new Date(AT_MS + n * 1000).toISOString(),
  ...(n % TYPES.length === 1 ? { portion: 1 } : {}),
  ...(n % TYPES.length === 2 ? { value: 0.5 } : {}),
});

describe('import events -', () => {
  test('killed again and again, and sent again what was not acknowledged, has every event once', async () => {
    const there = await anInstallation();
    const total = 3000;
    /** Events before this one are acknowledged. */
    let committed = 0;
    let kills = 0;
    while (committed < total) {
      // As after a crash of the sender too: some that were acknowledged come again.
      const first = Math.max(0, committed - 40);
      const { child, exited } = marquee(there.env, 'import', 'events', '-');
      const killAt = kills < 2 ? committed + 700 : Number.POSITIVE_INFINITY;
      let sent = first;
      // What is under way is little enough that a kill finds the work half done.
      const send = () => {
        for (; sent < Math.min(total, committed + 500); sent++) child.stdin.write(`${JSON.stringify(bodyOf(sent))}\n`);
        if (sent === total) child.stdin.end();
      };
      send();
      for await (const text of createInterface({ input: child.stdout })) {
        const { line, eventId, status } = JSON.parse(text);
        expect([eventId, status]).toEqual([`event-${first + line - 1}`, 'accepted']);
        committed = Math.max(committed, first + line);
        if (committed >= killAt) child.kill('SIGKILL');
        else send();
      }
      const { code, signal, stderr } = await exited;
      if (signal === 'SIGKILL') kills++;
      else expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(' 0 refused') });
    }
    expect(kills).toBe(2);
    const { rows } = await there.stores.pool.query('SELECT event_id FROM v_events');
    expect(rows).toHaveLength(total);
    expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(total);
  }, 120_000);

  test('acknowledges a trickle line by line, and at SIGTERM ends well although its pipe stays open', async () => {
    const there = await anInstallation();
    const { child, exited } = marquee(there.env, 'import', 'events', '-', '--json');
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (let n = 0; n < 3; n++) {
      child.stdin.write(`${JSON.stringify(bodyOf(n))}\n`);
      const { value } = await answers.next();
      expect(JSON.parse(value!)).toEqual({ line: n + 1, eventId: `event-${n}`, status: 'accepted' });
    }
    child.stdin.write(JSON.stringify(bodyOf(3)).slice(0, 40));
    child.kill('SIGTERM');
    expect(JSON.parse((await answers.next()).value!)).toMatchObject({ accepted: 3, refused: 0 });
    expect(await exited).toMatchObject({ code: 0 });
    expect(await there.count()).toBe(3);
  }, 60_000);
});

describe('the recipe for Kafka in docs/streams.md', () => {
  // kcat, as far as the recipe asks: the lines of a topic from an offset on, offsets with gaps as compaction leaves them.
  const FAKE_KCAT = `#!/usr/bin/env node
    const argv = process.argv.slice(2);
    const from = argv[argv.indexOf('-o') + 1];
    const first = from === 'beginning' ? 0 : Number(from);
    const lines = require('fs').readFileSync('topic', 'utf8').trimEnd().split('\\n');
    lines.forEach((line, n) => 3 * n >= first && process.stdout.write(3 * n + '\\t' + line + '\\n'));`;

  test('brings a topic in, and what was added to it the next time', async () => {
    const there = await anInstallation();
    const folder = join(home, 'kafka');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'kcat'), FAKE_KCAT, { mode: 0o755 });
    const env = {
      ...there.env,
      PATH: `${join(folder, 'bin')}:${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`,
    };
    const recipe = /^```sh kafka\n(kcat -C[\s\S]*?)^```$/m.exec(STREAMS)![1]!;
    const script = `cd ${folder}\n${recipe.replace('npm run', `npm --prefix ${ROOT} run`)}`;
    for (const count of [40, 65]) {
      const lines = Array.from({ length: count }, (_, n) => (n === 7 ? 'no event' : JSON.stringify(bodyOf(n))));
      writeFileSync(join(folder, 'topic'), `${lines.join('\n')}\n`);
      const { exitCode, stderr } = await runInShell(script, { cwd: folder, env });
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(readFileSync(join(folder, 'next-offset'), 'utf8')).toBe(`${3 * (count - 1) + 1}\n`);
      expect(await there.count()).toBe(count - 1);
    }
    const [first] = readFileSync(join(folder, 'acknowledged'), 'utf8').split('\n');
    expect(JSON.parse(first!)).toEqual({ line: 1, eventId: 'event-40', status: 'accepted' });
  }, 60_000);
});

describe('export --follow', () => {
  test('joined by a pipe to an import elsewhere brings every event there, those to come included', async () => {
    const [here, there] = [await anInstallation(), await anInstallation()];
    let position = 0;
    const ship = (from: number, until: number) =>
      here.stores.log.ship({
        journalId: 'j',
        fromPosition: position,
        toPosition: ++position,
        decisions: [],
        events: Array.from({ length: until - from }, (_, at) => from + at).map((n) =>
          anEvent({
            eventId: `event-${n}`,
            type: TYPES[n % TYPES.length] as 'click',
            userKey: userKeyFor(n % 3),
            itemId: `item-${n % 23}`,
            occurredAtMs: AT_MS + n * MINUTE_MS,
            ...(n % TYPES.length === 1 ? { portion: 0.25, positionS: 30 } : {}),
            ...(n % TYPES.length === 2 ? { value: -1 } : {}),
            ...(n % 7 === 0 ? { properties: { device: 'tv', note: 'a "b", c' }, sessionId: 's-1' } : {}),
          }),
        ),
      });
    await ship(0, 400);

    const followed = marquee(here.env, 'export', 'events', '--follow');
    const mapped = run(mapper(), here.env);
    const imported = marquee(there.env, 'import', 'events', '-');
    followed.child.stdout.pipe(mapped.child.stdin);
    mapped.child.stdout.pipe(imported.child.stdin);
    imported.child.stdout.resume();
    await eventually(there.count, (count) => count === 400, 30_000);
    for (const from of [400, 401, 450]) await ship(from, from === 400 ? 401 : from === 401 ? 450 : 500);
    await eventually(there.count, (count) => count === 500, 30_000);

    followed.child.kill('SIGTERM');
    const [ended] = await Promise.all([followed.exited, mapped.exited, imported.exited]);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^500 rows; go on with --after \d+$/m) });
    expect(await imported.exited).toMatchObject({ code: 0 });
    const columns =
      'event_id, type, item_id, occurred_at, recommendation_id, portion, value, properties, session_id, position_s, trigger';
    const rowsOf = async ({ stores }: Installation) =>
      (await stores.pool.query(`SELECT ${columns} FROM v_events ORDER BY event_id`)).rows;
    expect(await rowsOf(there)).toEqual(await rowsOf(here));
    // Whose they are is another key, and one for one.
    const usersOf = async ({ stores }: Installation) =>
      (
        await stores.pool.query(
          'SELECT array_agg(event_id ORDER BY event_id) AS events FROM v_events GROUP BY user_key',
        )
      ).rows
        .map(({ events }) => events.join())
        .sort();
    expect(await usersOf(there)).toEqual(await usersOf(here));
  }, 120_000);

  test('ends when its reader goes away', async () => {
    const here = await anInstallation();
    await here.stores.log.ship({
      journalId: 'j',
      fromPosition: 0,
      toPosition: 1,
      decisions: [],
      events: Array.from({ length: 2000 }, (_, n) => anEvent({ eventId: `e${n}`, occurredAtMs: AT_MS + n })),
    });
    const { child, exited } = marquee(here.env, 'export', 'events', '--follow');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await exited).toMatchObject({ code: 1, stderr: expect.stringContaining('go on with --after') });
  }, 60_000);
});

/** The arguments of the one-liner that docs/streams.md gives. */
function mapper(): string[] {
  const script = /^node -e '([^']*)'$/m.exec(STREAMS)?.[1];
  if (script === undefined) throw new Error('docs/streams.md has no one-liner');
  return ['-e', script];
}
