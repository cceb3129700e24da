import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

/** The program as people start it; no store is opened, because what is wrong is found before. */
function marquee(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/main.ts', ...argv],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('the process', () => {
  test('--help lists every command and ends with 0', () => {
    const { status, stdout, stderr } = marquee('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const name of ['serve', 'migrate', 'config', 'import', 'simulate', 'keys', 'models']) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
  });

  test('bad arguments end with 2 and say on stderr what to do', () => {
    const { status, stdout, stderr } = marquee('serv');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Did you mean serve?');
    expect(marquee('import', 'items', 'no-such-file.ndjson').status).toBe(2);
  });

  test('a value of the environment that cannot be is a bad argument', () => {
    const { status, stderr } = spawnSync(process.execPath, ['src/main.ts', 'config'], {
      encoding: 'utf8',
      env: { PATH: '', PORT: 'eighty' },
    });
    expect(status).toBe(2);
    expect(stderr).toContain('PORT');
  });
});
