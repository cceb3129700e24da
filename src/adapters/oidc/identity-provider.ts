import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../../domain/clock.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { IdentityProvider, OidcSettings } from '../../domain/ports/identity-provider.ts';
import { discoverKeys } from './discover-keys.ts';
import { nameOf, rolesOf } from './read-claims.ts';

export interface OidcOptions {
  readonly settings: OidcSettings;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Between two readings of the provider's keys, however many tokens name keys that it does not have. */
  readonly cooldownMs?: number;
}

/**
 * Reads the JWTs of an OpenID Connect provider (OpenID Connect Core 1.0, 3.1.3.7, for tokens that came by another way than ours). Its keys
 * are found by discovery at the first token, kept for ten minutes, and read again when a token names one that is not among them.
 */
export function createOidcIdentityProvider({ settings, clock, cooldownMs = 30_000 }: OidcOptions): IdentityProvider {
  const { issuer, clientId } = settings;
  let keys: Promise<JWTVerifyGetKey> | null = null;

  /** A discovery that failed is tried again by the next token. */
  function providerKeys(): Promise<JWTVerifyGetKey> {
    keys ??= discoverKeys(issuer)
      .then((url) =>
        createRemoteJWKSet(url, {
          cooldownDuration: cooldownMs,
          cacheMaxAge: KEYS_LAST_MS,
          timeoutDuration: TIMEOUT_MS,
        }),
      )
      .catch((error: unknown) => {
        keys = null;
        throw error;
      });
    return keys;
  }

  async function claimsOf(token: string): Promise<JWTPayload> {
    // Nobody is asked about tokens that are plainly another's.
    if (decodeJwt(token).iss !== issuer) throw new errors.JWTClaimValidationFailed('another issuer', {}, 'iss');
    const { payload } = await jwtVerify(token, await providerKeys(), {
      issuer,
      audience: clientId,
      algorithms: [...ALGORITHMS],
      clockTolerance: SKEW_S,
      currentDate: new Date(clock.nowMs()),
      requiredClaims: ['exp', 'sub'],
    });
    // Of several that a token is for, it was made for one (Core, 2: azp).
    if (Array.isArray(payload.aud) && payload.aud.length > 1 && (payload.azp ?? clientId) !== clientId) {
      throw new errors.JWTClaimValidationFailed('made for another client', payload, 'azp');
    }
    return payload;
  }

  return {
    async read(token) {
      const claims = await claimsOf(token).catch((cause: unknown) => {
        throw refusalOf(cause);
      });
      if (typeof claims.sub !== 'string' || claims.sub === '' || claims.sub.length > MAX_SUBJECT_LENGTH) {
        throw new MarqueeError('unauthenticated', `${NOT_TAKEN} It names nobody (sub).`);
      }
      return { personId: `oidc:${claims.sub}`, name: nameOf(claims), roles: rolesOf(claims, settings) };
    },
  };
}

/** Signatures by keys that the provider alone has; never `none`, nor a secret that whoever verifies has too. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
];
/** Clocks of two companies differ. */
const SKEW_S = 60;
const KEYS_LAST_MS = 600_000;
const TIMEOUT_MS = 5_000;
/** Core, 2: "It MUST NOT exceed 255 ASCII characters in length." */
const MAX_SUBJECT_LENGTH = 255;

const NOT_TAKEN = 'This token of the identity provider is not taken.';

/** What the token is at fault for is said; all else is the provider's fault, or the way to it. */
function refusalOf(cause: unknown): MarqueeError {
  if (cause instanceof errors.JWTExpired) {
    return new MarqueeError('login-expired', 'This log-in has expired: log in again.', { cause: cause.code });
  }
  const why = cause instanceof errors.JOSEError ? WHY[cause.code] : undefined;
  if (why !== undefined) {
    const claim = cause instanceof errors.JWTClaimValidationFailed ? ` (${cause.claim})` : '';
    // The error holds what the token says, which is nobody's to log.
    const internal = cause instanceof errors.JOSEError ? { cause: `${cause.code}${claim}` } : {};
    return new MarqueeError('unauthenticated', `${NOT_TAKEN} ${why}${claim}.`, internal);
  }
  return new MarqueeError(
    'unavailable',
    'The identity provider does not answer, so nobody can be let in by it right now. Try again in a moment, or use a key.',
    { cause },
  );
}

/** By what jose says of it. */
const WHY: Readonly<Record<string, string>> = {
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'It is not for this service, not from its provider, or not valid yet',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'Its signature is wrong',
  ERR_JWKS_NO_MATCHING_KEY: 'It is signed by a key that the provider does not have',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'It does not say which key it is signed by',
  ERR_JOSE_ALG_NOT_ALLOWED: 'It is not signed in a way that can be trusted',
  ERR_JOSE_NOT_SUPPORTED: 'It is not signed in a way that can be trusted',
  ERR_JWS_INVALID: 'It is not well formed',
  ERR_JWT_INVALID: 'It is not well formed',
};
