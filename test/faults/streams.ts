import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey } from '../../src/commands/keys.ts';
import { seededRandom } from '../../src/domain/clock.ts';
import { freePort } from '../support/free-port.ts';
import { type NatsServers, startNats } from '../support/nats-server.ts';
import { type ServeProcess, startServe } from '../support/serve-process.ts';
import { eventually } from '../support/service.ts';
import { leaderOf } from '../support/stream-leader.ts';
import { type LoadHistory, startLoad } from './load.ts';
import { type FaultStack, openFaultStack, putFilms } from './stack.ts';
import { judgeHistory, type Verdict } from './verdict.ts';

/** Two replicas, real processes, that share a stream on three servers. */
export interface SharedStack {
  readonly stack: FaultStack;
  readonly nats: NatsServers;
  /** The second replica; the first is the stack's own. */
  readonly other: { readonly process: ServeProcess; restart(): Promise<void> };
  /** Calls the replicas in turn; rejects while the one whose turn it is does not listen. */
  call: FaultStack['call'];
  destroy(): Promise<void>;
}

export async function openSharedStack(): Promise<SharedStack> {
  const closers: (() => unknown)[] = [];
  const destroy = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const nats = await startNats({ size: 3 });
    closers.push(() => nats.stop());
    const stack = await openFaultStack({ env: { NATS_URL: nats.url } });
    closers.push(() => stack.destroy());
    await stack.serve();
    const dataDir = mkdtempSync(join(tmpdir(), 'marquee-other-'));
    closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const [port, adminPort] = [await freePort(), await freePort()];
    const env = { ...stack.env, DATA_DIR: dataDir, PORT: String(port), ADMIN_PORT: String(adminPort) };
    let process = await startServe(env);
    closers.push(async () => {
      if (process.isRunning) await process.kill();
    });
    const { key } = await stack.withContext((context) => makeKey(context, { role: 'app', name: 'b', origin: 'app' }));
    const callOther: FaultStack['call'] = async (method, path, { json } = {}) => {
      const response = await fetch(process.baseUrl + path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(json !== undefined && { 'content-type': 'application/json' }) },
        body: json === undefined ? undefined : JSON.stringify(json),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    let turn = 0;
    return {
      stack,
      nats,
      other: {
        get process() {
          return process;
        },
        async restart() {
          process = await startServe(env);
        },
      },
      call: (...request) => (turn++ % 2 === 0 ? stack.call(...request) : callOther(...request)),
      destroy,
    };
  } catch (error) {
    await destroy();
    throw error;
  }
}

export interface StreamOutcome {
  readonly history: LoadHistory;
  readonly verdict: Verdict;
  /** From a SIGKILL of the stream's leader until events are acknowledged again. */
  readonly acksBackS: readonly number[];
  /** Of the orderly stops at the end. */
  readonly exitCodes: readonly (number | null)[];
}

/** SIGKILLs of the stream's leader, of another of its servers and of both replicas, in a drawn order, under load; then the count. */
export async function killStreamUnderLoad(
  shared: SharedStack,
  options: {
    readonly seed: number;
    readonly rounds: number;
    readonly between: readonly [number, number];
    readonly eventsPerS?: number;
  },
): Promise<StreamOutcome> {
  const { stack, nats, other } = shared;
  const { seed, rounds, between } = options;
  const random = seededRandom(seed);
  const itemIds = await putFilms(stack, 100);
  await eventually(
    async () => (await stack.call('POST', '/v1/events', { json: { events: [aProbe()] } })).status,
    (status) => status === 202,
    60_000,
  );
  const load = startLoad(shared, { seed, itemIds, eventsPerS: options.eventsPerS ?? 500 });
  const some = () => load.more(between[0] + Math.floor(random() * (between[1] - between[0])));
  const acksBackS: number[] = [];
  const leader = () =>
    eventually(
      () => leaderOf(nats.url, 'marquee').catch(() => null),
      (name) => name !== null,
      60_000,
    );
  const killServer = async (isLeader: boolean) => {
    const name = await leader();
    const killed = nats.servers.find((server) => (server.name === name) === isLeader)!;
    const killedMs = performance.now();
    await killed.kill();
    await load.more(1);
    if (isLeader) acksBackS.push(Number(((performance.now() - killedMs) / 1000).toFixed(1)));
    await some();
    await killed.start();
  };
  const faults = [
    () => killServer(true),
    () => killServer(false),
    async () => {
      await stack.service.kill();
      await stack.serve();
    },
    async () => {
      await other.process.kill();
      await other.restart();
    },
  ];
  for (let round = 0; round < rounds; round++) {
    for (const fault of faults.toSorted(() => random() - 0.5)) {
      await some();
      await fault();
    }
  }
  await some();
  const history = await load.stop();
  await stack.withContext(async (context) => (await context.eventStream())!.settled());
  const exitCodes = [await stack.service.stop(), await other.process.stop()];
  history.sent.set(PROBE, aProbe());
  history.users.push('probe');
  return { history, verdict: await judgeHistory(stack, history), acksBackS, exitCodes };
}

const PROBE = 'probe-1';
const PROBED_AT = new Date(Date.now() - 60_000).toISOString();

/** The first event of all, sent until it is taken. */
const aProbe = () => ({ eventId: PROBE, type: 'click', userId: 'probe', itemId: 'f1', timestamp: PROBED_AT }) as const;
