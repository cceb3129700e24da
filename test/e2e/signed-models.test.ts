import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publishModel } from '../../bench/synthetic/model.ts';
import { copyPackage } from '../support/copy-package.ts';
import { eventually, startTestService, type TestService } from '../support/service.ts';
import { fillSmallWorld } from '../support/small-world.ts';

/** A service that signs what it makes and takes nothing else. */
describe('where packages have to be signed', () => {
  const own = generateKeyPairSync('ed25519');
  const stranger = generateKeyPairSync('ed25519');
  let keys: string;
  let service: TestService;

  beforeAll(async () => {
    keys = mkdtempSync(join(tmpdir(), 'marquee-signing-'));
    const signingKeyFile = join(keys, 'key.pem');
    writeFileSync(signingKeyFile, own.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const publicKey = own.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    service = await startTestService({
      env: { MODEL_SIGNING_KEY_FILE: signingKeyFile, MODEL_PUBLIC_KEYS: publicKey },
    });
    await fillSmallWorld(service);
    await publishModel(service.context, 1);
    await served('m-bench');
  }, 120_000);

  afterAll(async () => {
    await service.destroy();
    rmSync(keys, { recursive: true });
  });

  const modelOfPage = async () => (await service.call('GET', '/v1/users/v1/home?rows=2&items=4')).body.models.ranker;
  const served = (version: string) => eventually(modelOfPage, (ranker) => ranker === version, 10_000);
  const promote = (version: string) => service.call('POST', `/v1/models/${version}/promote`, { as: 'admin' });
  const signatureOf = async (version: string) =>
    (await service.call('GET', `/v1/models/${version}`, { as: 'admin' })).body.signature;
  const path = (version: string, file: string) => join(service.context.config.modelsDir, version, file);

  test('what is made here is signed, served, and says by which key', async () => {
    expect(await signatureOf('m-bench')).toMatchObject({
      status: 'valid',
      keyId: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(readFileSync(path('m-bench', 'manifest.sig'))).toHaveLength(64);
  });

  test('a package without signature, of another key, or with a changed manifest is not promoted, and the old one serves on', async () => {
    const name = await copyPackage(service, 'm-bench', 'm-other');
    const refusal = async (): Promise<unknown[]> => {
      const { status, body } = await promote(name);
      return [status, body.code, body.detail, (await signatureOf(name)).status];
    };
    const signed = readFileSync(path(name, 'manifest.sig'));
    rmSync(path(name, 'manifest.sig'));
    const unsigned = expect.stringContaining('it has no manifest.sig');
    expect(await refusal()).toEqual([409, 'data-check-failed', unsigned, 'unsigned']);

    const invalid = expect.stringContaining('is no signature of its manifest.json by a key of MODEL_PUBLIC_KEYS');
    const manifest = readFileSync(path(name, 'manifest.json'));
    writeFileSync(path(name, 'manifest.sig'), sign(null, manifest, stranger.privateKey));
    expect(await refusal()).toEqual([409, 'data-check-failed', invalid, 'invalid']);

    writeFileSync(path(name, 'manifest.sig'), signed);
    writeFileSync(path(name, 'manifest.json'), Buffer.concat([manifest, Buffer.from(' ')]));
    expect(await refusal()).toEqual([409, 'data-check-failed', invalid, 'invalid']);
    expect(await modelOfPage()).toBe('m-bench');
    expect(await service.context.modelRegistry.live()).toBe('m-bench');

    writeFileSync(path(name, 'manifest.json'), manifest);
    expect((await promote(name)).status).toBe(200);
    await served(name);
  });
});
