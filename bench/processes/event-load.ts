import { Agent, request } from 'node:http';
import { answerParent } from '../child.ts';

/** Calls of POST /v1/events. Each connection sends the next when it was answered. */
export interface EventLoad {
  readonly baseUrl: string;
  readonly key: string;
  readonly connections: number;
  readonly eventsACall: number;
  readonly seconds: number;
}

export interface EventLoadResult {
  readonly calls: number;
  /** Answers with another status than 202. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Acknowledged. */
  readonly eventsPerSecond: number;
}

const USERS = 3000;
const ITEMS = 5000;

answerParent({ run });

let sent = 0;

async function run({ baseUrl, key, connections, eventsACall, seconds }: EventLoad): Promise<EventLoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const tookMs: number[] = [];
  let failures = 0;

  const sendOnce = (): Promise<void> => {
    const timestamp = new Date().toISOString();
    const events = Array.from({ length: eventsACall }, () => ({
      eventId: `bench-${process.pid}-${sent++}`,
      type: 'progress',
      userId: `viewer-${sent % USERS}`,
      itemId: `item-${(sent * 7919) % ITEMS}`,
      timestamp,
      portion: (sent % 100) / 100,
    }));
    const body = Buffer.from(JSON.stringify({ events }));
    return new Promise((resolve, reject) => {
      const startedMs = performance.now();
      const call = request(`${baseUrl}/v1/events`, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.once('error', reject);
        response.once('end', () => {
          tookMs.push(performance.now() - startedMs);
          if (response.statusCode !== 202) failures++;
          resolve();
        });
      });
      call.once('error', reject);
      call.end(body);
    });
  };

  const startedMs = performance.now();
  const connection = async (): Promise<void> => {
    while (performance.now() < startedMs + 1000 * seconds) await sendOnce();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const elapsedS = (performance.now() - startedMs) / 1000;
  agent.destroy();
  tookMs.sort((a, b) => a - b);
  const percentile = (share: number): number =>
    Math.round(100 * tookMs[Math.min(tookMs.length - 1, Math.floor(share * tookMs.length))]!) / 100;
  const calls = tookMs.length;
  return {
    calls,
    failures,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    eventsPerSecond: Math.round(((calls - failures) * eventsACall) / elapsedS),
  };
}
