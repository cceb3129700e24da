// Runs the README's start command as a newcomer would, asks for the page by the very line it prints, and expects a trained one.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 120_000;
const home = mkdtempSync(join(tmpdir(), 'marquee-first-page-'));
// Postgres runs as a user of its own when we are root, and has to reach its files here.
chmodSync(home, 0o755);
const env = {
  ...process.env,
  DATA_DIR: join(home, 'data'),
  MODELS_DIR: join(home, 'models'),
  PORT: String(await freePort()),
  ADMIN_PORT: String(await freePort()),
};
const started = Date.now();
const service = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
const timer = setTimeout(() => finish(new Error(`no page within ${LIMIT_MS / 1000} s of npm start`)), LIMIT_MS);

let printed = '';
service.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  printed += chunk;
  const curl = /^\s*(curl .*\/home.*)$/m.exec(printed);
  if (curl) {
    service.stdout.removeAllListeners('data');
    firstPage(curl[1]).then(() => finish(null), finish);
  }
});
service.on('exit', (code) => finish(new Error(`npm start ended by itself with code ${code}`)));

async function firstPage(curl) {
  const page = JSON.parse(
    execFileSync('bash', ['-c', curl], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const items = page.rows.flatMap((row) => row.items);
  if (page.rung !== 'R0' || page.rows.length < 3 || items.length < 30 || page.models.ranker === null) {
    throw new Error(
      `not the page of a trained service: rung ${page.rung}, ${page.rows.length} rows, ${items.length} items`,
    );
  }
  process.stdout.write(
    `first page after ${((Date.now() - started) / 1000).toFixed(1)} s: ${page.rows.length} rows, ${items.length} items\n`,
  );
}

async function finish(error) {
  clearTimeout(timer);
  service.removeAllListeners('exit');
  signalGroup('SIGTERM');
  // npm is gone before the service under it: the whole group has to be.
  for (let waited = 0; signalGroup(0); waited += 100) {
    if (waited > 20_000) signalGroup('SIGKILL');
    await sleep(100);
  }
  rmSync(home, { recursive: true, force: true });
  if (error) process.stderr.write(`${error}\n`);
  process.exit(error ? 1 : 0);
}

/** false: there is no such group any more. */
function signalGroup(signal) {
  try {
    return process.kill(-service.pid, signal);
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
