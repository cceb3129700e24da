import type { Role } from './key-store.ts';

/** The company's own log-in: it says who a person is and in which groups; which roles these have here is our setting. */
export interface IdentityProvider {
  /**
   * Whose token it is. Throws 'unauthenticated' for one that is not theirs, not for us, or not sound, 'login-expired' for one that was,
   * and 'unavailable' where that cannot be told because the provider does not answer.
   */
  read(token: string): Promise<Person>;
}

export interface Person {
  /** `oidc:` and the provider's own id of them, which is never given to somebody else: as the audit names them. */
  readonly personId: string;
  /** For people to read; may be empty. */
  readonly name: string;
  /** None where no group of theirs has one. */
  readonly roles: readonly Role[];
}

export interface OidcSettings {
  /** As the tokens say it, letter by letter. */
  readonly issuer: string;
  /** Whom tokens must be for: the id that the provider knows this service by. */
  readonly clientId: string;
  /** What a console asks for when somebody logs in, separated by spaces. */
  readonly scopes: string;
  /** The claim that names the groups: a name of its own, or a path through objects (`realm_access.roles`). */
  readonly rolesClaim: string;
  /** Group -> what it may here. */
  readonly roles: Readonly<Record<string, Role>>;
}
