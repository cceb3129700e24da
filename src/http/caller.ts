import { MarqueeError } from '../domain/errors.ts';
import { type Maturity, strictestMaturity } from '../domain/item.ts';
import type { ApiKey } from '../domain/ports/key-store.ts';
import type { UserToken } from '../domain/user-token.ts';

/** Who calls: a key, or a device with a user token, which stands on the key that made it. */
export interface Caller extends ApiKey {
  readonly token: UserToken | null;
}

/** Whether the page is to be explained. Throws 'forbidden' for a device: what is known of the models stays on servers. */
export function explains({ token }: Pick<Caller, 'token'>, asked: boolean | undefined): boolean {
  if (asked === true && token !== null) {
    throw new MarqueeError('forbidden', 'explain needs a key, on a server: leave it out with a user token.');
  }
  return asked === true;
}

/** Region and maturity of a page as far as the caller decides: a token's region holds, and its maturity is a ceiling. */
export function limitsOf(
  { token }: Pick<Caller, 'token'>,
  given: { readonly region?: string | undefined; readonly maturity?: Maturity | undefined },
  defaultMaturity: Maturity,
): { region: string | null; maturity: Maturity; isDefaultMaturity: boolean } {
  const levels = [given.maturity, token?.maturityMax];
  return {
    region: token?.region ?? given.region ?? null,
    maturity: strictestMaturity(levels, defaultMaturity),
    isDefaultMaturity: levels.every((level) => level == null),
  };
}
