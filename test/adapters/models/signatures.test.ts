import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSignatures } from '../../../src/adapters/models/signatures.ts';
import { MarqueeError } from '../../../src/domain/errors.ts';

const MANIFEST = Buffer.from('{"version":"m1"}\n');
const [own, next, stranger] = [0, 1, 2].map(() => generateKeyPairSync('ed25519')) as [Pair, Pair, Pair];
interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

let folder: string;
const fileOf = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const spkiOf = ({ publicKey }: Pair): Buffer => publicKey.export({ format: 'der', type: 'spki' });
const base64Of = (pair: Pair): string => spkiOf(pair).toString('base64');
const rawOf = (pair: Pair): Buffer => spkiOf(pair).subarray(-32);
const privatePem = ({ privateKey }: Pair): string => privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
const publicPem = ({ publicKey }: Pair): string => publicKey.export({ format: 'pem', type: 'spki' }) as string;
const keyIdOf = (pair: Pair): string => createHash('sha256').update(rawOf(pair)).digest('hex').slice(0, 16);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'marquee-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The public sentence of what it throws. */
function complaintOf(keys: { signingKeyFile?: string; publicKeys?: string[] }): string {
  try {
    openSignatures({ signingKeyFile: null, publicKeys: [], ...keys });
  } catch (error) {
    expect(error).toBeInstanceOf(MarqueeError);
    expect((error as MarqueeError).code).toBe('bad-argument');
    return (error as MarqueeError).message;
  }
  return '';
}

describe('signatures', () => {
  test('what is signed here is good here, and says with which key', () => {
    const signingKeyFile = fileOf('own.pem', privatePem(own));
    const signatures = openSignatures({ signingKeyFile, publicKeys: [base64Of(own)] });
    const signature = signatures.sign(MANIFEST)!;
    expect(signature).toHaveLength(64);
    expect(signatures.stateOf(MANIFEST, signature)).toEqual({ status: 'valid', keyId: keyIdOf(own) });
  });

  test('a changed manifest, a changed signature, another key or none are told apart from a good one', () => {
    const { stateOf } = openSignatures({ signingKeyFile: null, publicKeys: [base64Of(own)] });
    const good = sign(null, MANIFEST, own.privateKey);
    const altered = Buffer.from(good);
    altered[10]! ^= 1;
    expect(stateOf(MANIFEST, good).status).toBe('valid');
    expect(stateOf(Buffer.from('{"version":"m2"}\n'), good)).toEqual({ status: 'invalid', keyId: null });
    expect(stateOf(MANIFEST, altered).status).toBe('invalid');
    expect(stateOf(MANIFEST, good.subarray(0, 63)).status).toBe('invalid');
    expect(stateOf(MANIFEST, Buffer.alloc(0)).status).toBe('invalid');
    expect(stateOf(MANIFEST, sign(null, MANIFEST, stranger.privateKey)).status).toBe('invalid');
    expect(stateOf(MANIFEST, null)).toEqual({ status: 'unsigned', keyId: null });
  });

  test('of several keys any is good: while keys are changed both are named', () => {
    const { stateOf } = openSignatures({ signingKeyFile: null, publicKeys: [base64Of(own), base64Of(next)] });
    expect(stateOf(MANIFEST, sign(null, MANIFEST, own.privateKey)).keyId).toBe(keyIdOf(own));
    expect(stateOf(MANIFEST, sign(null, MANIFEST, next.privateKey)).keyId).toBe(keyIdOf(next));
    expect(stateOf(MANIFEST, sign(null, MANIFEST, stranger.privateKey)).status).toBe('invalid');
  });

  test('keys are taken as PEM files, as base64 of an SPKI and of the 32 bytes; signatures as bytes and as base64', () => {
    const good = sign(null, MANIFEST, own.privateKey);
    for (const given of [fileOf('public.pem', publicPem(own)), base64Of(own), rawOf(own).toString('base64')]) {
      const { stateOf, areRequired } = openSignatures({ signingKeyFile: null, publicKeys: [given] });
      expect([areRequired, stateOf(MANIFEST, good).status]).toEqual([true, 'valid']);
      expect(stateOf(MANIFEST, Buffer.from(`${good.toString('base64')}\n`)).status).toBe('valid');
    }
  });

  test('without public keys nothing is asked for, and nothing is called good', () => {
    const { areRequired, stateOf, sign: signHere } = openSignatures({ signingKeyFile: null, publicKeys: [] });
    expect([areRequired, signHere(MANIFEST)]).toEqual([false, null]);
    expect(stateOf(MANIFEST, sign(null, MANIFEST, own.privateKey))).toEqual({ status: 'unchecked', keyId: null });
  });

  test('a key that is none, of another kind or on the wrong side is refused, and nothing private is said', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsaPem = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    const rsaPublic = rsa.publicKey.export({ format: 'pem', type: 'spki' }) as string;
    const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(complaintOf({ publicKeys: [join(folder, 'nowhere.pem')] })).toContain('cannot be read');
    expect(complaintOf({ publicKeys: [fileOf('text.pem', 'hello')] })).toContain('is no public key');
    expect(complaintOf({ publicKeys: [fileOf('rsa.pem', rsaPublic)] })).toContain('is no Ed25519 key');
    expect(complaintOf({ publicKeys: [x25519] })).toContain('is no Ed25519 key');
    expect(complaintOf({ publicKeys: [fileOf('private.pem', privatePem(own))] })).toContain('is a private key');
    expect(complaintOf({ signingKeyFile: join(folder, 'nowhere.pem') })).toContain('cannot be read');
    expect(complaintOf({ signingKeyFile: fileOf('rsa-private.pem', rsaPem) })).toContain('is no Ed25519 key');
    const broken = privatePem(own).replace('MC4', 'MC5');
    const complaint = complaintOf({ signingKeyFile: fileOf('broken.pem', broken) });
    expect(complaint).toContain('is no private key');
    expect(complaint).not.toContain(broken.split('\n')[1]!.slice(0, 20));
  });

  test('to sign with a key that is not trusted here is refused before anything is trained', () => {
    const signingKeyFile = fileOf('stranger.pem', privatePem(stranger));
    expect(complaintOf({ signingKeyFile, publicKeys: [base64Of(own)] })).toContain('must hold the public key');
    expect(complaintOf({ signingKeyFile, publicKeys: [base64Of(own), base64Of(stranger)] })).toBe('');
  });

  (hasOpenssl() ? test : test.skip)('the commands of docs/operations.md make keys, sign and check', () => {
    const [key, publicKey, manifest, signature] = ['o.pem', 'o.pub.pem', 'm.json', 'm.sig'].map((name) =>
      join(folder, name),
    );
    const run = (...argv: string[]) => execFileSync('openssl', argv, { stdio: ['ignore', 'pipe', 'ignore'] });
    run('genpkey', '-algorithm', 'ed25519', '-out', key!);
    run('pkey', '-in', key!, '-pubout', '-out', publicKey!);
    writeFileSync(manifest!, MANIFEST);
    const signatures = openSignatures({ signingKeyFile: key!, publicKeys: [publicKey!] });
    writeFileSync(signature!, signatures.sign(MANIFEST)!);
    const checked = run(
      ...['pkeyutl', '-verify', '-pubin', '-inkey', publicKey!],
      ...['-rawin', '-in', manifest!, '-sigfile', signature!],
    );
    expect(checked.toString()).toContain('Verified Successfully');
    const theirs = run(...['pkeyutl', '-sign', '-inkey', key!, '-rawin', '-in', manifest!]);
    expect(signatures.stateOf(MANIFEST, theirs).status).toBe('valid');
  });
});

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version']).length > 0;
  } catch {
    process.stderr.write('openssl is not here: that its signatures are ours is not tested\n');
    return false;
  }
}
