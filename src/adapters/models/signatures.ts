import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MarqueeError } from '../../domain/errors.ts';
import type { SignatureState } from '../../domain/model-signature.ts';

/** Signs manifests and knows whose signatures count. Ed25519 (RFC 8032) over the bytes of manifest.json as they lie on disk. */
export interface Signatures {
  /** Whether a package without a good signature is refused. */
  readonly areRequired: boolean;
  /** null: there is no key to sign with. */
  sign(manifest: Uint8Array): Uint8Array | null;
  /** `signature`: the file as read, 64 bytes or their base64; null: there is none. */
  stateOf(manifest: Uint8Array, signature: Uint8Array | null): SignatureState;
}

export interface SignatureKeys {
  /** PEM, PKCS#8. */
  readonly signingKeyFile: string | null;
  /** Each the path of a PEM file, or base64 of an SPKI or of the 32 bytes themselves. None: signatures are not asked for. */
  readonly publicKeys: readonly string[];
}

export const SIGNATURE_FILE = 'manifest.sig';
export const NO_KEYS: SignatureKeys = { signingKeyFile: null, publicKeys: [] };

/**
 * Reads the keys. Throws MarqueeError 'bad-argument' for one that cannot be read or is of another kind, and where packages would be
 * signed with a key that is not trusted here.
 */
export function openSignatures({ signingKeyFile, publicKeys }: SignatureKeys): Signatures {
  const trusted = publicKeys.map((given) => {
    const key = readPublicKey(given);
    return { key, keyId: keyIdOf(key) };
  });
  const signingKey = signingKeyFile === null ? null : readSigningKey(signingKeyFile);
  if (signingKey !== null && trusted.length > 0) {
    const ownId = keyIdOf(createPublicKey(signingKey));
    if (!trusted.some(({ keyId }) => keyId === ownId)) {
      const sentence = `MODEL_PUBLIC_KEYS must hold the public key of MODEL_SIGNING_KEY_FILE (${ownId}) too.`;
      throw new MarqueeError('bad-argument', `${sentence} What is signed with it would be refused here.`);
    }
  }

  return {
    areRequired: trusted.length > 0,
    sign: (manifest) => (signingKey === null ? null : sign(null, manifest, signingKey)),
    stateOf(manifest, file) {
      if (file === null) return { status: 'unsigned', keyId: null };
      if (trusted.length === 0) return { status: 'unchecked', keyId: null };
      const signature = signatureIn(file);
      const found = trusted.find(({ key }) => signature !== null && verify(null, manifest, key, signature));
      return found ? { status: 'valid', keyId: found.keyId } : { status: 'invalid', keyId: null };
    },
  };
}

const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in its SPKI. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function signatureIn(file: Uint8Array): Uint8Array | null {
  if (file.length === SIGNATURE_BYTES) return file;
  const decoded = fromBase64(Buffer.from(file).toString('latin1').trim());
  return decoded?.length === SIGNATURE_BYTES ? decoded : null;
}

function readPublicKey(given: string): KeyObject {
  const bytes = fromBase64(given);
  if (bytes?.length === KEY_BYTES) return publicKeyOf(Buffer.concat([SPKI_PREFIX, bytes]), given);
  if (bytes?.length === SPKI_PREFIX.length + KEY_BYTES) return publicKeyOf(bytes, given);
  const pem = readKeyFile(given, 'MODEL_PUBLIC_KEYS');
  // Node makes a public key of a private one silently, and that has no business where packages are only checked.
  if (pem.includes('PRIVATE KEY')) refuse('MODEL_PUBLIC_KEYS', given, 'is a private key');
  return publicKeyOf(pem, given);
}

function publicKeyOf(encoded: Buffer | string, given: string): KeyObject {
  let key: KeyObject;
  try {
    key =
      typeof encoded === 'string'
        ? createPublicKey(encoded)
        : createPublicKey({ key: encoded, format: 'der', type: 'spki' });
  } catch (cause) {
    return refuse('MODEL_PUBLIC_KEYS', given, 'is no public key', cause);
  }
  if (key.asymmetricKeyType !== 'ed25519') refuse('MODEL_PUBLIC_KEYS', given, 'is no Ed25519 key');
  return key;
}

function readSigningKey(path: string): KeyObject {
  const pem = readKeyFile(path, 'MODEL_SIGNING_KEY_FILE');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // Nothing of a private key may reach a log, not by way of a parser's words either.
    return refuse('MODEL_SIGNING_KEY_FILE', path, 'is no private key (PEM, PKCS#8, without a passphrase)');
  }
  if (key.asymmetricKeyType !== 'ed25519') refuse('MODEL_SIGNING_KEY_FILE', path, 'is no Ed25519 key');
  return key;
}

function readKeyFile(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    return refuse(name, path, 'cannot be read', cause);
  }
}

/** First 16 hex digits of the sha256 of the 32 bytes: enough to tell one's own keys apart. */
function keyIdOf(key: KeyObject): string {
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
  return createHash('sha256').update(raw).digest('hex').slice(0, 16);
}

/** Of the lengths here all base64 ends in =, which no path needs to. */
const fromBase64 = (text: string): Buffer | null =>
  /^[A-Za-z0-9+/]+={1,2}$/.test(text) ? Buffer.from(text, 'base64') : null;

function refuse(name: string, given: string, what: string, cause?: unknown): never {
  throw new MarqueeError(
    'bad-argument',
    `${name}: "${given.slice(0, 200)}" ${what}. docs/operations.md says how keys are made.`,
    { cause },
  );
}
