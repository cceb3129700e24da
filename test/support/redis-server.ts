import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';

/**
 * A real Redis on a free port, without persistence: from the PATH; else, as root on Debian, installed first; else the one that
 * TEST_REDIS_URL names; else an error that says what to do.
 */
export async function startRedis(directory: string): Promise<{ url: string; stop(): Promise<void> }> {
  const program = await findProgram('redis-server');
  if (!program) {
    const given = process.env.TEST_REDIS_URL;
    if (given) return { url: given, stop: async () => {} };
    throw new Error(
      'The tests need Redis: install redis-server (Debian: apt-get install redis-server) or set TEST_REDIS_URL.',
    );
  }
  const port = await freePort();
  const child = spawn(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory],
    { stdio: 'ignore' },
  );
  let failure: Error | null = null;
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      failure = error;
      resolve();
    });
    child.once('exit', (code) => {
      failure ??= new Error(`redis-server ended with code ${code} before it could be used.`);
      resolve();
    });
  });
  while (!(await answers(port))) {
    if (failure) throw failure;
    await sleep(20);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      socket.destroy();
      resolve(reply.toString().startsWith('+PONG'));
    });
  });
}
