/**
 * Where an issuer's keys are (OpenID Connect Discovery 1.0, 4). Rejects where it does not answer, where what it answers is of another
 * issuer, and where its keys would come over a way that anybody may have changed.
 */
export async function discoverKeys(issuer: string): Promise<URL> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) throw new Error(`Discovery answered ${response.status}`);
  const described = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown } | null;
  if (described?.issuer !== issuer) throw new Error(`Discovery is of the issuer ${JSON.stringify(described?.issuer)}`);
  if (typeof described.jwks_uri !== 'string' || !URL.canParse(described.jwks_uri)) {
    throw new Error('Discovery does not say where the keys are');
  }
  const url = new URL(described.jwks_uri);
  const isAsSafe = url.protocol === 'https:' || url.protocol === new URL(issuer).protocol;
  if (!isAsSafe) throw new Error(`The keys of ${issuer} would come from ${url.protocol}//${url.host}`);
  return url;
}

const TIMEOUT_MS = 5_000;
