import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const CLIENT = resolve(import.meta.dirname, '..', '..', '..', 'clients', 'python');
const SRC = join(CLIENT, 'src', 'marquee');
const GENERATED = ['types.py', '_operations.py'];

/** What it uses of the standard library. */
const STANDARD =
  '__future__ collections contextlib copy dataclasses datetime email html http json os pathlib random ssl tempfile time typing urllib uuid';

const modules = readdirSync(SRC).filter((name) => name.endsWith('.py'));
const pythonFiles = [...modules.map((name) => join(SRC, name)), ...testFiles()];

describe('the Python client', () => {
  test('needs nothing but the standard library; pandas where it is asked for, and typing_extensions for the checker alone', () => {
    const roots = modules.flatMap((name) =>
      [...read(join(SRC, name)).matchAll(/^(\s*)(?:from|import) ([a-z_]+)/gm)].map(([, indent, root]) => ({
        name,
        root: root!,
        isLazy: indent !== '',
      })),
    );
    const known = new Set(STANDARD.split(' '));
    const strangers = roots.filter(({ root }) => !known.has(root));
    expect(strangers.every(({ isLazy }) => isLazy)).toBe(true);
    expect([...new Set(strangers.map(({ name, root }) => `${name}: ${root}`))].toSorted()).toEqual([
      'report.py: pandas',
      'types.py: typing_extensions',
    ]);
    expect(read(join(CLIENT, 'pyproject.toml'))).toMatch(/^dependencies = \[\]$/m);
  });

  test('says one version everywhere, and that it is typed', () => {
    const project = read(join(CLIENT, 'pyproject.toml'));
    const version = /^version = "(.*)"$/m.exec(project)![1];
    expect(read(join(SRC, '_version.py'))).toBe(`__version__ = "${version}"\n`);
    expect(readdirSync(SRC)).toContain('py.typed');
    expect(project).toContain('marquee = ["py.typed"]');
  });

  test('no file but the generated ones is longer than 250 lines', () => {
    const long = pythonFiles.filter((path) => !GENERATED.some((name) => path === join(SRC, name)));
    expect(long.filter((path) => read(path).split('\n').length > 251)).toEqual([]);
    const generators = readdirSync(CLIENT).filter((name) => name.endsWith('.ts'));
    expect(generators.filter((name) => read(join(CLIENT, name)).split('\n').length > 251)).toEqual([]);
  });
});

function testFiles(): readonly string[] {
  const folder = join(CLIENT, 'tests');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => join(folder, name));
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
