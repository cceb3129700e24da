/** What the service tells before anybody has logged in: nothing secret. */
export interface ConsoleSettings {
  readonly version: string;
  /** The viewers behind what is shown are simulated (`serve --demo`). */
  readonly simulated: boolean;
  /** null: one logs in with a key alone. */
  readonly oidc: { readonly issuer: string; readonly clientId: string; readonly scopes: string } | null;
  /** Hosts that images of items may be loaded from; none unless the operator names them. */
  readonly imageOrigins: readonly string[];
}

export async function readSettings(): Promise<ConsoleSettings> {
  const response = await fetch(`${import.meta.env.BASE_URL}settings.json`);
  if (!response.ok) throw new Error(`The service answers ${response.status}. Is it up?`);
  return (await response.json()) as ConsoleSettings;
}
