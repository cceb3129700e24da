import { Agent, get } from 'node:http';
import { answerParent } from '../child.ts';

/** What to ask for, and how hard. Each connection asks again as soon as it was answered. */
export interface Load {
  readonly baseUrl: string;
  readonly paths: readonly string[];
  readonly key: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly answers: number;
  /** Answers with a status other than 200. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytesPerAnswer: number;
}

answerParent({ run });

async function run({ baseUrl, paths, key, connections, seconds }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${key}` };
  const tookMs: number[] = [];
  let [failures, bytes, next] = [0, 0, 0];

  const askOnce = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now();
      const path = paths[next++ % paths.length]!;
      get(`${baseUrl}${path}`, { agent, headers }, (response) => {
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.once('error', reject);
        response.once('end', () => {
          tookMs.push(performance.now() - startedMs);
          if (response.statusCode !== 200) failures++;
          resolve();
        });
      }).once('error', reject);
    });

  const untilMs = performance.now() + 1000 * seconds;
  const connection = async (): Promise<void> => {
    while (performance.now() < untilMs) await askOnce();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  tookMs.sort((a, b) => a - b);
  const percentile = (share: number): number => tookMs[Math.min(tookMs.length - 1, Math.floor(share * tookMs.length))]!;
  const answers = tookMs.length;
  return { answers, failures, p50Ms: percentile(0.5), p99Ms: percentile(0.99), bytesPerAnswer: bytes / answers };
}
