import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Role } from '../../../src/domain/ports/key-store.ts';
import { openBrowser } from '../../support/browser.ts';
import { freePort } from '../../support/free-port.ts';
import { endGroup } from '../../support/shell.ts';
import { prepareDemo } from './prepare-demo.ts';
import { prepareHistory } from './prepare-history.ts';
import { SHOTS } from './shots.ts';

/** `npm run console:shots [-- name ...]`: every view of the console, or those named, over a demo of its own, into docs/console/. */
const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const OUT = join(ROOT, 'docs', 'console');

const home = mkdtempSync(join(tmpdir(), 'marquee-shots-'));
// Postgres runs as a user of its own when we are root, and has to reach its files here.
chmodSync(home, 0o755);
const port = await freePort();
const env = {
  ...process.env,
  DATA_DIR: join(home, 'data'),
  MODELS_DIR: join(home, 'models'),
  PORT: String(port),
  ADMIN_PORT: String(await freePort()),
};
const demo = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
try {
  await new Promise<void>((ready, fail) => {
    demo.once('exit', (code) => fail(new Error(`npm start ended with ${code}`)));
    demo.stdout.setEncoding('utf8').on('data', (text: string) => /^ {2}curl /m.test(text) && ready());
  });
  const keys = JSON.parse(readFileSync(join(env.DATA_DIR, 'demo-keys.json'), 'utf8')) as Record<Role, string>;
  const service = { baseUrl: `http://127.0.0.1:${port}`, keyOf: (role: Role) => keys[role] };
  await prepareDemo(service);
  await prepareHistory(env.DATA_DIR);
  const browser = await openBrowser();
  mkdirSync(OUT, { recursive: true });
  const named = process.argv.slice(2);
  for (const { name, path, look, arrange } of SHOTS.filter((shot) => named.length === 0 || named.includes(shot.name))) {
    const page = await browser.openConsole(name === 'login' ? { ...service, keyOf: () => '' } : service, path, look);
    await arrange(page);
    // Nothing on a picture is still on its way.
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(OUT, `${name}.png`), animations: 'disabled', caret: 'hide' });
    process.stdout.write(`docs/console/${name}.png\n`);
  }
  await browser.close();
} finally {
  demo.removeAllListeners('exit');
  await endGroup(demo);
  rmSync(home, { recursive: true, force: true });
}
