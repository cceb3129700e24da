import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { ConsoleSettings } from './settings.ts';

/** Logging in at the company's identity provider: code flow with PKCE; tokens are kept for this tab alone. */
export interface Oidc {
  /** Leaves for the provider; it comes back to the page one was on. */
  begin(): Promise<void>;
  /** The token of who is logged in already, or has just come back; null: nobody. */
  resume(): Promise<string | null>;
  /** For each call: renewed when it is about to end. */
  token(): Promise<string>;
  forget(): Promise<void>;
}

/** null: the operator has not configured a provider. */
export function openOidc({ oidc }: ConsoleSettings): Oidc | null {
  if (oidc === null) return null;
  const home = `${location.origin}${import.meta.env.BASE_URL}`;
  const manager = new UserManager({
    authority: oidc.issuer,
    client_id: oidc.clientId,
    redirect_uri: home,
    scope: oidc.scopes,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
  });
  const tokenOf = (user: { access_token: string; id_token?: string | undefined }) => user.id_token ?? user.access_token;
  return {
    begin: () => manager.signinRedirect({ state: location.pathname + location.search }),
    async resume() {
      const parameters = new URLSearchParams(location.search);
      if (parameters.has('code') && parameters.has('state')) {
        const user = await manager.signinRedirectCallback();
        history.replaceState(null, '', typeof user.state === 'string' ? user.state : home);
        return tokenOf(user);
      }
      const user = await manager.getUser();
      return user === null || user.expired ? null : tokenOf(user);
    },
    async token() {
      const user = await manager.getUser();
      if (user !== null && (user.expires_in ?? Number.POSITIVE_INFINITY) > LEAST_S) return tokenOf(user);
      const renewed = await manager.signinSilent();
      if (renewed === null) throw new Error('Your login has ended. Log in again.');
      return tokenOf(renewed);
    },
    forget: () => manager.removeUser(),
  };
}

/** A token that ends sooner might end on its way. */
const LEAST_S = 20;
