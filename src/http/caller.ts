import { MarqueeError } from '../domain/errors.ts';
import { type Maturity, strictestMaturity } from '../domain/item.ts';
import type { Origin } from '../domain/origin.ts';
import type { Person } from '../domain/ports/identity-provider.ts';
import type { ApiKey, Role } from '../domain/ports/key-store.ts';
import type { UserToken } from '../domain/user-token.ts';

/** Who calls: a key, a device with a user token, which stands on the key that made it, or a person whom the identity provider let in. */
export interface Caller {
  /** As the audit names them: a key's id, or `oidc:` and a person's. */
  readonly keyId: string;
  /** For people to read; may be empty. */
  readonly name: string;
  /** One of a key; of a person as many as their groups have, or none. */
  readonly roles: readonly Role[];
  readonly origin: Origin;
  /** Requests a second; null: as many as come. */
  readonly ratePerS: number | null;
  readonly token: UserToken | null;
}

export const callerOfKey = ({ keyId, name, role, origin, ratePerS }: ApiKey, token: UserToken | null): Caller => ({
  keyId,
  name,
  roles: [role],
  origin,
  ratePerS,
  token,
});

export const callerOfPerson = ({ personId, name, roles }: Person): Caller => ({
  keyId: personId,
  name,
  roles,
  origin: 'app',
  ratePerS: null,
  token: null,
});

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
