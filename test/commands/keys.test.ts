import { describe, expect, test } from '@jest/globals';
import { hashApiKey } from '../../src/domain/api-key.ts';
import { createWorld } from './support.ts';

describe('keys', () => {
  test('create --json prints keyId, key and role; the store keeps the hash alone', async () => {
    const world = createWorld();
    const { exitCode, stdout } = await world.marquee('keys', 'create', '--role', 'editor', '--name', 'Ada', '--json');
    const answer = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(Object.keys(answer)).toEqual(['keyId', 'key', 'role']);
    const [stored] = await world.keyStore.list();
    expect(stored).toMatchObject({ keyId: answer.keyId, role: 'editor', name: 'Ada', origin: 'app' });
    expect(stored!.keyHash).toBe(hashApiKey(answer.key));
    expect(JSON.stringify(stored)).not.toContain(answer.key);
  });

  test('without --json the key is told to a person, once', async () => {
    const world = createWorld();
    const { stdout } = await world.marquee('keys', 'create', '--role', 'app', '--origin', 'simulate');
    const key = /mq_\S+/.exec(stdout)![0];
    const listed = await world.marquee('keys', 'list');
    expect(listed.stdout).toContain('simulate');
    expect(listed.stdout).not.toContain(key);
  });

  test('list --json shows every key without its hash', async () => {
    const world = createWorld();
    await world.marquee('keys', 'create', '--role', 'app');
    const { items } = JSON.parse((await world.marquee('keys', 'list', '--json')).stdout);
    expect(items).toHaveLength(1);
    expect(items[0]).not.toHaveProperty('keyHash');
  });

  test('create --rate limits a key to requests a second; list shows it', async () => {
    const world = createWorld();
    expect((await world.marquee('keys', 'create', '--role', 'app', '--rate', '50/s')).exitCode).toBe(0);
    expect((await world.keyStore.list())[0]!.ratePerS).toBe(50);
    expect((await world.marquee('keys', 'list')).stdout).toContain('50/s');
    expect(JSON.parse((await world.marquee('keys', 'list', '--json')).stdout).items[0].rate).toBe('50/s');
    for (const rate of ['0/s', '-1/s', '5/min', 'fast', '1000001/s', '2.5/s']) {
      expect((await world.marquee('keys', 'create', '--role', 'app', '--rate', rate)).exitCode).toBe(2);
    }
    expect(await world.keyStore.list()).toHaveLength(1);
  });

  test('revoke takes a key out of use; an unknown one fails', async () => {
    const world = createWorld();
    const { keyId } = JSON.parse((await world.marquee('keys', 'create', '--role', 'app', '--json')).stdout);
    expect((await world.marquee('keys', 'revoke', keyId)).exitCode).toBe(0);
    expect((await world.keyStore.list())[0]!.revokedAt).not.toBeNull();
    expect((await world.marquee('keys', 'revoke', 'key_unknown')).exitCode).toBe(1);
  });
});
