import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Child, startChild } from './child.ts';
import type { Load, LoadResult } from './processes/load.ts';
import type { TracedRequestOptions } from './processes/traced-request.ts';
import { startRedis } from './redis.ts';
import { rounded } from './stages.ts';

/** CPU of a request that does nothing but what tracing touches. */
export interface TracingResult {
  readonly settings: readonly {
    readonly traces: string;
    /** Least of the rounds. */
    readonly cpuMicrosPerRequest: number;
    readonly addedMicros: number;
    readonly comparedToOff: number;
    /** What the collector received. */
    readonly bytesPerRequest: number;
  }[];
}

const SETTINGS = [
  ['off', null],
  ['1%', 0.01],
  ['100%', 1],
] as const;
const ROUNDS = 20;
const BUSY_CONNECTIONS = 8;

interface Measured {
  readonly traces: string;
  readonly child: Child;
  readonly baseUrl: string;
  readonly micros: number[];
  requests: number;
}

/** Off, head-sampled, everything: a process each, busy in turn, many short rounds, so that what disturbs one disturbs all. */
export async function benchTracing({
  seconds,
  say,
}: {
  seconds: number;
  say: (line: string) => void;
}): Promise<TracingResult> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const redis = await startRedis();
    if (redis === null)
      throw new Error('There is no redis-server on the PATH: tracing is measured with a read from Redis.');
    closers.push(redis.stop);
    const collector = await startSink();
    closers.push(collector.close);
    const loader = startChild('load', {});
    closers.push(loader.stop);
    const measured: Measured[] = [];
    for (const [traces, ratio] of SETTINGS) {
      const child = startChild('traced-request', {});
      closers.push(child.stop);
      const options: TracedRequestOptions = {
        ratio,
        endpoint: `${collector.url}/${measured.length}`,
        redisUrl: redis.url,
      };
      measured.push({ traces, child, baseUrl: await child.ask<string>('start', options), micros: [], requests: 0 });
    }

    /** CPU us a request, busy for a while. */
    async function drive(setting: Measured, forSeconds: number): Promise<number> {
      const { child, baseUrl } = setting;
      const before = await child.ask<number>('cpuMs');
      const paths = ['/v1/users/viewer-1/home'];
      const load: Load = { baseUrl, paths, key: '', connections: BUSY_CONNECTIONS, seconds: forSeconds };
      const { answers, failures } = await loader.ask<LoadResult>('run', load);
      if (failures > 0) throw new Error(`${failures} of ${answers} requests failed.`);
      setting.requests += answers;
      return (1000 * ((await child.ask<number>('cpuMs')) - before)) / answers;
    }

    say('Warming up.');
    for (const setting of measured) await drive(setting, seconds / 4);
    say('Measuring each in turn.');
    for (let round = 0; round < ROUNDS; round++) {
      for (const setting of measured) setting.micros.push(await drive(setting, seconds / ROUNDS));
    }
    const off = Math.min(...measured[0]!.micros);
    return {
      settings: measured.map(({ traces, micros, requests }, at) => ({
        traces,
        cpuMicrosPerRequest: rounded(Math.min(...micros)),
        addedMicros: rounded(Math.min(...micros) - off),
        comparedToOff: rounded(Math.min(...micros) / off),
        bytesPerRequest: Math.round(collector.bytesFor(String(at)) / requests),
      })),
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

export function tracingText(setting: TracingResult['settings'][number]): string {
  const { traces, cpuMicrosPerRequest, addedMicros, comparedToOff, bytesPerRequest } = setting;
  return `traces ${traces}: ${cpuMicrosPerRequest} us CPU a request, +${addedMicros} us (x${comparedToOff}), ${bytesPerRequest} B sent`;
}

/** A collector that takes everything and keeps nothing but how much it was, by the first part of the path. */
async function startSink(): Promise<{ url: string; bytesFor(name: string): number; close(): Promise<void> }> {
  const bytes = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = request.url!.split('/')[1]!;
    request.on('data', (chunk: Buffer) => {
      bytes.set(name, (bytes.get(name) ?? 0) + chunk.length);
    });
    request.once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytesFor: (name) => bytes.get(name) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
