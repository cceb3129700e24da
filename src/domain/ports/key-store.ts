import type { Origin } from '../origin.ts';

export const ROLES = ['app', 'editor', 'analyst', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** An API key as stored: its secret is not here, only the hash. */
export interface ApiKey {
  readonly keyId: string;
  readonly role: Role;
  readonly name: string;
  readonly origin: Origin;
  /** SHA-256 of the whole key, hex. */
  readonly keyHash: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  /** Requests a second; null: as many as come. */
  readonly ratePerS: number | null;
}

/** A key on its way into the store; without a rate it has no limit. */
export type NewApiKey = Omit<ApiKey, 'createdAt' | 'revokedAt' | 'ratePerS'> & { readonly ratePerS?: number | null };

export interface KeyStore {
  create(key: NewApiKey, nowMs: number): Promise<ApiKey>;
  list(): Promise<readonly ApiKey[]>;
  findByHash(keyHash: string): Promise<ApiKey | null>;
  /** false: no such key. */
  revoke(keyId: string, nowMs: number): Promise<boolean>;
}
