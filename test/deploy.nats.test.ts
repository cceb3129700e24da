import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { describeConfig, loadConfig } from '../src/config.ts';

const DEPLOY = resolve(import.meta.dirname, '..', 'deploy');
const read = (name: string) => readFileSync(join(DEPLOY, name), 'utf8');
const overlay = parse(read('compose.nats.yaml'), { merge: true });
const base = parse(read('compose.yaml'));
const conf = read('nats.conf');

describe('compose.nats.yaml', () => {
  const servers = Object.keys(overlay.services).filter((name) => name !== 'marquee');

  test('changes the service of compose.yaml, by what the service knows and takes', () => {
    expect(Object.keys(base.services)).toContain('marquee');
    const { environment } = overlay.services.marquee;
    const settings = Object.keys(describeConfig(loadConfig({})));
    expect(Object.keys(environment).filter((name) => !settings.includes(name))).toEqual([]);
    expect(loadConfig(environment).natsUrl).not.toBeNull();
  });

  test('every address of NATS_URL is a server of the file, at the port where it listens', () => {
    const port = /^port: (\d+)$/m.exec(conf)![1];
    const urls = (overlay.services.marquee.environment.NATS_URL as string).split(',').map((url) => new URL(url));
    expect(urls.map(({ hostname }) => hostname)).toEqual(servers);
    expect(new Set(urls.map((url) => url.port))).toEqual(new Set([port]));
    expect(Object.keys(overlay.services.marquee.depends_on)).toEqual(servers);
  });

  test('each server has a name, a volume and the one configuration, and is open to nobody outside', () => {
    expect(servers).toHaveLength(3);
    const mounted = conf.match(/store_dir: (\S+)/)![1];
    for (const name of servers) {
      const { environment, volumes, command, ports } = overlay.services[name];
      expect(environment).toEqual({ SERVER_NAME: name });
      expect(volumes).toEqual([`./nats.conf:${command[1]}:ro`, `${name}:${mounted}`]);
      expect(ports).toBeUndefined();
      expect(Object.keys(overlay.volumes)).toContain(name);
      expect(conf).toContain(`"nats://${name}:${/cluster \{[^}]*port: (\d+)/.exec(conf)![1]}"`);
    }
    expect(existsSync(join(DEPLOY, 'nats.conf'))).toBe(true);
  });

  test('the servers sync before they acknowledge', () => {
    expect(conf).toMatch(/jetstream \{[^}]*sync_interval: always/);
  });
});
