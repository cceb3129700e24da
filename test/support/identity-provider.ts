import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** A company's identity provider on a port of this machine: discovery, keys, and tokens that it signs. */
export interface TestIdentityProvider {
  readonly issuer: string;
  /** Requests for discovery and for keys so far. */
  readonly asked: { discovery: number; keys: number };
  /** A token as it would make one, good for an hour, with what the test wants otherwise. */
  token(claims?: JWTPayload, header?: { alg?: string; kid?: string }): Promise<string>;
  /** From now on it signs by another key, and tells of that one alone. */
  rotate(): Promise<void>;
  /** Answers nothing but errors from now on, or again as before. */
  setBroken(isBroken: boolean): void;
  close(): Promise<void>;
}

export async function startIdentityProvider(given: {
  readonly nowMs: number;
  readonly audience: string;
  /** What discovery says the issuer is, if not who it is. */
  readonly claimsToBe?: string;
}): Promise<TestIdentityProvider> {
  const asked = { discovery: 0, keys: 0 };
  let isBroken = false;
  let made = 0;
  let current = await aKey();

  async function aKey(): Promise<{ kid: string; privateKey: CryptoKey; publicJwk: object }> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const kid = `key-${++made}`;
    return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
  }

  const server = createServer((request, response) => {
    const answers: Record<string, () => object> = {
      '/.well-known/openid-configuration': () => {
        asked.discovery++;
        return { issuer: given.claimsToBe ?? issuer, jwks_uri: `${issuer}/keys` };
      },
      '/keys': () => {
        asked.keys++;
        return { keys: [current.publicJwk] };
      },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(isBroken || answer === undefined ? 500 : 200, { 'content-type': 'application/json' });
    response.end(isBroken || answer === undefined ? '{}' : JSON.stringify(answer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    asked,
    token(claims = {}, { alg = 'ES256', kid = current.kid } = {}) {
      const nowS = Math.floor(given.nowMs / 1000);
      const usual = { iss: issuer, aud: given.audience, sub: 'ada-1', iat: nowS, exp: nowS + 3600 };
      return new SignJWT({ ...usual, name: 'Ada Lovelace', roles: ['marquee-editors'], ...claims })
        .setProtectedHeader({ alg, kid })
        .sign(current.privateKey);
    },
    async rotate() {
      current = await aKey();
    },
    setBroken(broken) {
      isBroken = broken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Whoever asked keeps the connection for the next time.
        server.closeAllConnections();
      }),
  };
}

/** A token in which nothing is signed: header and claims as they are given, and what stands for a signature. */
export function unsigned(header: object, claims: object, signature = ''): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${signature}`;
}
