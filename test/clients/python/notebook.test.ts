import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createWorld } from '../../commands/support.ts';
import { findProgram } from '../../support/find-program.ts';

/** The notebook as it stands: that its cells are Python, say what they need, and run commands that there are. What can be run without more than Python is run by the analysts' page (test/e2e/readme.test.ts). */
const NOTEBOOKS = resolve(import.meta.dirname, '..', '..', '..', 'clients', 'python', 'notebooks');
const python = await findProgram('python3');
const onPython = python === null ? test.skip : test;
const why = python === null ? ' (there is no python3 here)' : '';

interface Cell {
  readonly id: string;
  readonly needs: readonly string[];
  readonly imports: readonly string[];
  readonly commands: readonly (readonly (string | null)[])[];
}

describe('train-a-ranker.ipynb', () => {
  const notebook = JSON.parse(readFileSync(join(NOTEBOOKS, 'train-a-ranker.ipynb'), 'utf8'));
  let cells: readonly Cell[];
  beforeAll(() => {
    if (python === null) return;
    const program = [join(NOTEBOOKS, 'run_cells.py'), '--list'];
    // Parses each: a cell that is no Python ends it.
    cells = JSON.parse(execFileSync(python, program, { encoding: 'utf8', env: { ...process.env, PYTHONPATH: '' } }));
  });

  onPython(`its cells are Python, and say which packages they need${why}`, () => {
    expect(cells.length).toBeGreaterThan(12);
    // numpy comes with pandas; the client's own folder is put on the path by the first cell.
    const comesAlong: Readonly<Record<string, string>> = { numpy: 'pandas', marquee: 'service' };
    const unsaid = cells.flatMap(({ id, imports, needs }) =>
      imports.filter((name) => !needs.includes(comesAlong[name] ?? name)).map((name) => `${id}: ${name}`),
    );
    expect(unsaid).toEqual([]);
  });

  onPython(
    `a cell needs all that those before it needed, but for the service: what is left out is left out together${why}`,
    () => {
      const heavy = cells.filter(({ needs }) => needs.some((need) => need !== 'service'));
      expect(heavy[0]!.needs).toEqual(['pandas', 'pyarrow']);
      const isTold = (cell: Cell, at: number) => at === 0 || cell.needs.length > 1;
      expect(heavy.every(isTold)).toBe(true);
      const withTorch = heavy.findIndex(({ needs }) => needs.includes('torch'));
      expect(heavy.slice(withTorch).every(({ needs }) => needs.includes('torch'))).toBe(true);
    },
  );

  onPython(`every command that it runs or names is there, with its options${why}`, async () => {
    const run = cells.flatMap(({ commands }) => commands.map((parts) => parts.map((part) => part ?? 'x')));
    const texts: string[] = notebook.cells
      .filter((cell: { cell_type: string }) => cell.cell_type === 'markdown')
      .map((cell: { source: readonly string[] }) => cell.source.join(''));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/npm run marquee -- ([^`\n]+)/g)].map(([, line]) => line!.trim().split(' ')),
    );
    expect(run.length + named.length).toBeGreaterThan(6);
    for (const parts of [...run, ...named]) {
      const help = await helpOf(parts);
      for (const option of parts.filter((part) => part.startsWith('--'))) {
        expect({ command: parts.join(' '), help }).toEqual({
          command: parts.join(' '),
          help: expect.stringContaining(option),
        });
      }
    }
  });

  test('what it shows was run, in order and without an error', () => {
    const code = notebook.cells.filter((cell: { cell_type: string }) => cell.cell_type === 'code');
    const counts = code.map((cell: { execution_count: number | null }) => cell.execution_count);
    expect(counts).toEqual(code.map((_: unknown, at: number) => at + 1));
    const types = code.flatMap((cell: { outputs: { output_type: string }[] }) =>
      cell.outputs.map((one) => one.output_type),
    );
    expect(types).not.toContain('error');
    expect(types.length).toBeGreaterThan(10);
  });
});

/** What `--help` says of a command that is written with its options. */
async function helpOf(parts: readonly string[]): Promise<string> {
  const verbs = parts.slice(0, parts[0] === 'models' ? 2 : 1);
  const { exitCode, stdout } = await createWorld().marquee(...verbs, '--help');
  expect({ verbs, exitCode }).toEqual({ verbs, exitCode: 0 });
  return stdout;
}
