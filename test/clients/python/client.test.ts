import { execFileSync, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findProgram } from '../../support/find-program.ts';
import { startTestService, type TestService } from '../../support/service.ts';

/** The Python client's own tests, by the machine's Python and without installing anything: those that make do with a fake, and those on a real service. */
const CLIENT = resolve(import.meta.dirname, '..', '..', '..', 'clients', 'python');
const python = await findProgram('python3');
// Python's own word for what it is; older ones than the package wants are told, not tried.
const version = python === null ? null : execFileSync(python, ['--version'], { encoding: 'utf8' }).trim();
const isFit = version !== null && Number(/^Python 3\.(\d+)/.exec(version)?.[1] ?? 0) >= 10;
const why = isFit ? '' : ` (there is no Python 3.10 or newer here: ${version ?? 'install python3'})`;

describe(`the Python client${why}`, () => {
  let service: TestService;
  beforeAll(async () => {
    if (isFit) service = await startTestService();
  });
  afterAll(() => service?.destroy());

  (isFit ? test : test.skip)(
    'does what its tests say, on a real service too',
    async () => {
      const keys = (['app', 'editor', 'analyst', 'admin'] as const).map((role) => [
        `MARQUEE_TEST_${role.toUpperCase()}_KEY`,
        service.keyOf(role),
      ]);
      const env = {
        ...process.env,
        ...Object.fromEntries(keys),
        MARQUEE_TEST_URL: service.baseUrl,
        PYTHONPATH: join(CLIENT, 'src'),
        PYTHONDONTWRITEBYTECODE: '1',
      };
      const child = spawn(python!, ['-m', 'unittest', 'discover', '-v', '-t', '.', '-s', 'tests'], {
        cwd: CLIENT,
        env,
      });
      let told = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => (told += text));
      const exitCode = await new Promise((done) => child.once('close', done));
      expect({ exitCode, told: exitCode === 0 ? '' : told }).toEqual({ exitCode: 0, told: '' });
      expect(Number(/^Ran (\d+) tests/m.exec(told)?.[1])).toBeGreaterThan(45);
      // All there is to leave out is what needs pandas.
      const skipped = told.split('\n').filter((line) => line.includes('skipped') && !line.startsWith('OK'));
      expect(skipped.filter((line) => !line.includes('pandas is not installed'))).toEqual([]);
    },
    120_000,
  );
});
