import { MATURITIES, type Maturity, maturityRank } from './item.ts';
import { createTokenSeal } from './signed-token.ts';

/** What a device may do in a user's name, and until when. */
export interface UserToken {
  /** The key that made it: revoking that key ends the token, and its origin is the token's. */
  readonly keyId: string;
  readonly userKey: string;
  /** Milliseconds since 1970; whole seconds. */
  readonly expiresAtMs: number;
  /** Ceilings that hold whatever is asked for; null: none. */
  readonly maturityMax: Maturity | null;
  readonly region: string | null;
}

export interface UserTokens {
  issue(token: UserToken): string;
  /** null: not a token of ours. An expired one is read like any other. */
  read(token: string): UserToken | null;
}

/** Payload: JSON `[keyId, userKey, expiresAtS, rank of maturityMax or null, region or null]`. It holds no user id. */
export function createUserTokens(secret: Uint8Array): UserTokens {
  const seal = createTokenSeal(secret, USER_TOKEN_PREFIX, 1);
  return {
    issue({ keyId, userKey, expiresAtMs, maturityMax, region }) {
      const rank = maturityMax === null ? null : maturityRank(maturityMax);
      return seal.seal(Buffer.from(JSON.stringify([keyId, userKey, Math.floor(expiresAtMs / 1000), rank, region])));
    },
    read(token) {
      const payload = seal.open(token);
      if (payload === null) return null;
      const [keyId, userKey, expiresAtS, rank, region] = JSON.parse(Buffer.from(payload).toString()) as Payload;
      const maturityMax = rank === null ? null : MATURITIES[rank]!;
      return { keyId, userKey, expiresAtMs: expiresAtS * 1000, maturityMax, region };
    },
  };
}

export const USER_TOKEN_PREFIX = 'mqt_';
export const USER_TOKEN_TTL_S = 3600;
export const MAX_USER_TOKEN_TTL_S = 86_400;

type Payload = [keyId: string, userKey: string, expiresAtS: number, rank: number | null, region: string | null];
