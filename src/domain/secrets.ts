import { hkdfSync } from 'node:crypto';

/** The keys derived from a tenant's one master secret (HKDF-SHA-256, RFC 5869): each use has its own. */
export interface Secrets {
  readonly userKey: Uint8Array;
  readonly pageToken: Uint8Array;
  readonly userToken: Uint8Array;
  /** Where analysts' questions go on. */
  readonly cursor: Uint8Array;
  /** What the analysts' database role logs in with. */
  readonly analystPassword: Uint8Array;
}

export const MIN_SECRET_BYTES = 32;

export function deriveSecrets(master: Uint8Array, tenant: string): Secrets {
  const derive = (use: string) => new Uint8Array(hkdfSync('sha256', master, tenant, `marquee ${use}`, 32));
  return {
    userKey: derive('user key'),
    pageToken: derive('page token'),
    userToken: derive('user token'),
    cursor: derive('cursor'),
    analystPassword: derive('analyst password'),
  };
}
