import { MarqueeError } from '../../domain/errors.ts';
import { createTwinTokens } from '../../domain/twin-tokens.ts';
import { decodeChain, encodeCommon, encodeOwn } from './chain-codec.ts';
import { CHAIN_TTL_MS, MAX_TOKEN_LENGTH, type PageChain } from './page-chain.ts';

/** The `next` of pages and rows: they hold all that it takes to go on, so that any replica with the secret can, and nothing is kept. */
export interface PageTokens {
  /** A token for each of the chains that go on from one page: they differ in what goes on alone. null: it would be too long. */
  issue(chains: readonly PageChain[]): (string | null)[];
  /** Throws 'invalid-token' for what was not issued here, and 'token-expired' for what was issued too long ago. */
  open(token: string, nowMs: number): PageChain;
}

/** Of what is inside a token. */
const TOKEN_VERSION = 1;

export function createPageTokens(secret: Uint8Array): PageTokens {
  const twins = createTwinTokens(secret, TOKEN_VERSION);
  return {
    issue(chains) {
      if (chains.length === 0) return [];
      const tokens = twins.seal(encodeCommon(chains[0]!), chains.map(encodeOwn));
      return tokens.map((token) => (token.length > MAX_TOKEN_LENGTH ? null : token));
    },
    open(token, nowMs) {
      const sealed = token.length > MAX_TOKEN_LENGTH ? null : twins.open(token);
      if (sealed === null) {
        throw new MarqueeError(
          'invalid-token',
          'This is not a token of ours: send `next` of a page or row as it came.',
        );
      }
      const chain = decodeChain(sealed.common, sealed.own);
      if (nowMs >= chain.fromMs + CHAIN_TTL_MS) {
        throw new MarqueeError('token-expired', 'The pages of this token began over 24 hours ago: ask for a new page.');
      }
      return chain;
    },
  };
}
