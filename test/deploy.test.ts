import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { describeConfig, loadConfig } from '../src/config.ts';
import { startTestAdmin, type TestAdmin } from './support/admin.ts';
import { environmentOf, type Instruction, parseDockerfile } from './support/dockerfile.ts';

/** What is shipped to run the service, held to what the service is: no container engine has to be at hand to find a wrong name. */
const ROOT = resolve(import.meta.dirname, '..');
const DEPLOY = join(ROOT, 'deploy');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');

const DEFAULTS = loadConfig({});
const SETTINGS = Object.keys(describeConfig(DEFAULTS));
const stages = parseDockerfile(read('Dockerfile'));
const image = stages.at(-1)!;
const imageEnv = environmentOf(image);

let admin: TestAdmin;
beforeAll(async () => {
  admin = await startTestAdmin();
});
afterAll(() => admin.close());

const all = (name: string): readonly Instruction[] => image.filter((instruction) => instruction.name === name);
const only = (name: string): Instruction => {
  expect(all(name)).toHaveLength(1);
  return all(name)[0]!;
};

describe('the image', () => {
  test('is built in three stages on the Node version of package.json', () => {
    const { node } = JSON.parse(read('package.json')).dependencies;
    expect(stages.map(([from]) => from!.text)).toEqual([
      `node:${node}-bookworm AS console`,
      `node:${node}-bookworm AS build`,
      `node:${node}-bookworm-slim`,
    ]);
  });

  test('copies only what is there, and nothing that .dockerignore holds back', () => {
    const ignored = read('.dockerignore').trim().split('\n');
    const copied = stages
      .slice(0, 2)
      .flatMap((stage) => stage.filter(({ name, words }) => name === 'COPY' && !words[0]!.startsWith('--from=')))
      .flatMap(({ words }) => words.slice(0, -1));
    expect(copied).toEqual(
      expect.arrayContaining(['src', 'clients/typescript/src', 'migrations', 'package.json', 'package-lock.json']),
    );
    expect(copied.filter((path) => !existsSync(join(ROOT, path)) || ignored.includes(path))).toEqual([]);
  });

  test('has every folder at hand that the service reads beside src', () => {
    const fromBuild = all('COPY').filter(({ text }) => text.startsWith('--from=build'));
    expect(fromBuild.map(({ words }) => words.slice(-2))).toEqual([['/app', '/app']]);
    expect(only('WORKDIR').text).toBe('/app');
  });

  test('has the console as `prepare` builds it, and nothing that built it', () => {
    const { scripts } = JSON.parse(read('package.json'));
    expect(scripts.prepare).toBe('npm run build:console');
    const fromConsole = stages[1]!.filter(({ name, text }) => name === 'COPY' && text.startsWith('--from=console'));
    expect(fromConsole.map(({ words }) => words.slice(-2))).toEqual([['/app/dist', 'dist']]);
    const installs = stages[1]!.filter(({ name, text }) => name === 'RUN' && text.includes('npm ci'));
    expect(installs.map(({ text }) => text)).toEqual(['npm pkg delete scripts.prepare && npm ci --omit=dev']);
  });

  test('does not run as root, and owns nothing but its two volumes', () => {
    expect(only('USER').text).toBe('node');
    expect(image.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      image.findLastIndex(({ name }) => name === 'RUN'),
    );
    expect(all('COPY').every(({ text }) => text.includes('--chown=root:root'))).toBe(true);
    expect(only('VOLUME').words).toEqual([imageEnv.DATA_DIR, imageEnv.MODELS_DIR]);
  });

  test('sets what the service knows, to what the service takes', () => {
    expect(Object.keys(imageEnv).filter((name) => name !== 'NODE_ENV' && !SETTINGS.includes(name))).toEqual([]);
    expect(loadConfig(imageEnv)).toMatchObject({ port: DEFAULTS.port, adminPort: DEFAULTS.adminPort, host: '0.0.0.0' });
    expect(only('EXPOSE').words).toEqual([imageEnv.PORT, imageEnv.ADMIN_PORT]);
  });

  test('starts the program as npm does, with a command that there is', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const [program, ...rest] = only('ENTRYPOINT').words;
    expect([program, ...rest].join(' ')).toBe(scripts.marquee);
    const [command, ...more] = only('CMD').words;
    expect(more).toEqual([]);
    expect(existsSync(join(ROOT, 'src', 'commands', `${command}.ts`))).toBe(true);
  });

  test('its health check asks a path of the admin port, at the port that the image sets', async () => {
    const { text } = only('HEALTHCHECK');
    expect(text).toContain('process.env.ADMIN_PORT');
    const path = /'(\/\w+)'\)/.exec(text)![1]!;
    expect(await admin.statusOf(path)).toBe(200);
  });
});

interface ComposeService {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly stop_grace_period?: string;
}

const compose = parse(read('deploy', 'compose.yaml')) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
};
const collector = parse(read('deploy', 'otel-collector.yaml'));
const { marquee } = compose.services as { marquee: ComposeService };

describe('compose.yaml', () => {
  /** As compose fills them in, every variable set to x. */
  const filled = Object.fromEntries(
    Object.entries(marquee.environment!).map(([name, value]) => [name, value.replaceAll(/\$\{[^}]*\}/g, 'x')]),
  );

  test('sets what the service knows, to what the service takes', () => {
    expect(Object.keys(filled).filter((name) => !SETTINGS.includes(name))).toEqual([]);
    const config = loadConfig({ ...imageEnv, ...filled });
    expect(config.databaseUrl).not.toBeNull();
    expect(config.redisUrl).not.toBeNull();
    expect(config.secretFile).not.toBeNull();
  });

  test('every address is a service of the file, at the port where it listens', () => {
    const listening: Record<string, string> = {
      postgres: '5432',
      redis: '6379',
      'otel-collector': collector.receivers.otlp.protocols.http.endpoint.split(':')[1],
    };
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT']) {
      const { hostname, port } = new URL(filled[name]!);
      expect(Object.keys(compose.services)).toContain(hostname);
      expect({ hostname, port }).toEqual({ hostname, port: listening[hostname] });
    }
  });

  test('the service may write to its volumes and nowhere else, with no rights it does not need', () => {
    expect(marquee).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] });
    const targets = marquee.volumes!.map((volume) => volume.split(':')[1]);
    expect(targets.sort()).toEqual([imageEnv.DATA_DIR, imageEnv.MODELS_DIR].sort());
  });

  test('only the API is open to the world', () => {
    const open = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
      ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${name} ${port}`),
    );
    expect(open).toEqual([`marquee ${DEFAULTS.port}:${imageEnv.PORT}`]);
    expect(marquee.ports).toContain(`127.0.0.1:${DEFAULTS.adminPort}:${imageEnv.ADMIN_PORT}`);
  });

  test('the secret is where the service looks for it', () => {
    const [secret] = marquee.secrets!;
    expect(Object.keys(compose.secrets)).toContain(secret);
    expect(filled.SECRET_FILE).toBe(`/run/secrets/${secret}`);
  });

  test('stopping takes no longer than it is given', () => {
    const graceMs = 1000 * Number(/^(\d+)s$/.exec(marquee.stop_grace_period!)![1]);
    expect(graceMs).toBeGreaterThan(2 * DEFAULTS.drainMs);
  });

  test('every volume, file, service and version that is named is there', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0]!;
        const isThere = source.startsWith('.') ? existsSync(join(DEPLOY, source)) : source in compose.volumes;
        expect({ name, source, isThere }).toEqual({ name, source, isThere: true });
      }
      const needed = service.depends_on ?? [];
      for (const other of Array.isArray(needed) ? needed : Object.keys(needed)) {
        expect(Object.keys(compose.services)).toContain(other);
      }
      if (service.image !== undefined) expect(service.image).toMatch(/:v?\d+/);
    }
  });

  test('every password and secret has to be given', () => {
    const text = read('deploy', 'compose.yaml').replaceAll(/^ *#.*$/gm, '');
    const variables = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)];
    expect(variables.length).toBeGreaterThan(3);
    for (const [, name, rest] of variables)
      expect({ name, isRequired: rest!.startsWith(':?') }).toEqual({ name, isRequired: true });
  });
});
