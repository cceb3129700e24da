import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** A company's identity provider on a port of this machine: discovery, keys, tokens that it signs, and the code flow with PKCE. */
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

  /** What a code was given for: the challenge that who trades it in must know the answer to. */
  const codes = new Map<string, string>();

  /** Nobody is asked for a password: whoever comes is Ada, and goes back at once with a code. */
  function authorize(query: URLSearchParams): string {
    const code = `code-${codes.size + 1}`;
    codes.set(code, query.get('code_challenge')!);
    const back = new URL(query.get('redirect_uri')!);
    back.search = new URLSearchParams({ code, state: query.get('state')! }).toString();
    return back.href;
  }

  async function trade(form: URLSearchParams): Promise<object | null> {
    const challenge = createHash('sha256').update(form.get('code_verifier')!).digest('base64url');
    if (form.get('client_id') !== given.audience || codes.get(form.get('code')!) !== challenge) return null;
    codes.delete(form.get('code')!);
    return { access_token: 'opaque', id_token: await token(), token_type: 'Bearer', expires_in: 3600 };
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, issuer);
    if (pathname === '/authorize') {
      response.writeHead(302, { location: authorize(searchParams) }).end();
      return;
    }
    const answers: Record<string, () => Promise<object | null>> = {
      '/.well-known/openid-configuration': async () => {
        asked.discovery++;
        const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
        return { issuer: given.claimsToBe ?? issuer, jwks_uri: `${issuer}/keys`, ...endpoints };
      },
      '/keys': async () => {
        asked.keys++;
        return { keys: [current.publicJwk] };
      },
      '/token': async () => {
        let body = '';
        for await (const chunk of request) body += chunk;
        return trade(new URLSearchParams(body));
      },
    };
    const answer = isBroken ? null : ((await answers[pathname]?.()) ?? null);
    // Browsers ask it from the console's pages.
    response.writeHead(answer === null ? 500 : 200, {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
    });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const token: TestIdentityProvider['token'] = (claims = {}, { alg = 'ES256', kid = current.kid } = {}) => {
    const nowS = Math.floor(given.nowMs / 1000);
    const usual = { iss: issuer, aud: given.audience, sub: 'ada-1', iat: nowS, exp: nowS + 3600 };
    return new SignJWT({ ...usual, name: 'Ada Lovelace', roles: ['marquee-editors'], ...claims })
      .setProtectedHeader({ alg, kid })
      .sign(current.privateKey);
  };

  return {
    issuer,
    asked,
    token,
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
